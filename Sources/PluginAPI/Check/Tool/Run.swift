import ArgumentParser
import Core
import Foundation
import PluginCheck
import Plugins

/// `mailflow-check run`.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a plugin in a MailFlow of its own, which forgets everything at the end.",
        discussion: """
            Starts the server that lies beside this tool on a folder of its own, with two users and 200 generated messages, and the plugin \
            switched on with all it asks for. No mail server is involved: nothing is fetched and nothing leaves. Builds of the plugin and \
            changes of its manifest and pages are taken over as they happen. Ends with Ctrl-C.
            """)

    @Argument(help: "The plugin's folder.")
    var path = "."

    @Option(help: "The port on 127.0.0.1.")
    var port = 8321

    @Flag(help: "Run the plugin in a process of its own, as a server does with plugins it does not know.")
    var isolated = false

    @Option(help: "Keep everything in this folder, and go on from what is there.")
    var keep: String?

    @Option(help: "The server to use instead of the one beside this tool.")
    var server: String?

    @Flag(help: "Show all the server says.")
    var verbose = false

    func run() async throws {
        let subject = try Subject.open(path)
        guard case .success(let manifest) = subject.manifest else {
            if case .failure(let failure) = subject.manifest { throw halt(failure.message, status: 2) }
            return
        }
        let folder = URL(fileURLWithPath: keep ?? NSTemporaryDirectory() + "mailflow-run-\(UUID().uuidString.prefix(8))")
        let playground = Playground(folder: folder, subject: subject, isolated: isolated)
        defer { if keep == nil { try? FileManager.default.removeItem(at: folder) } }
        do throws(Failure) {
            try await playground.furnish()
            try playground.install(manifest)
        } catch { throw halt(error.message.isEmpty ? error.detail : error.message) }
        try await watch(playground, manifest, try program())
    }

    /// The server's program.
    private func program() throws -> String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let found = server ?? (own as NSString).deletingLastPathComponent + "/mailflow"
        guard access(found, X_OK) == 0 else { throw halt("\(found) is not there; name the server with --server.") }
        return found
    }

    /// Runs the server, and again whenever the plugin has changed, until somebody ends it.
    private func watch(_ playground: Playground, _ manifest: Manifest, _ program: String) async throws {
        let ended = Interrupt()
        var seen = playground.state()
        var house: ServerProcess? = try ServerProcess(program, playground.folder, port: port, verbose: verbose)
        guard await house?.isReady() ?? false else {
            house?.stop()
            throw halt("The server did not start:\n" + (house?.said ?? ""))
        }
        say(playground.welcome(port: port))
        if playground.subject.library == nil {
            say("\(manifest.library) is not beside plugin.json, so the plugin does nothing yet: build it, and it is taken over.")
        }
        while !ended.isAsked {
            try? await Task.sleep(for: .milliseconds(250))
            if let house, !house.isRunning {
                say("The server ended. \(house.said.isEmpty ? "" : "It said:\n\(house.said)")\nBuild the plugin again to start it again.")
                // What a library of the plugin brought down is not started again by itself.
                await playground.waitForChange(from: seen, unless: ended)
            }
            let now = playground.state()
            guard now != seen, !ended.isAsked else { continue }
            // A compiler may still be writing.
            try? await Task.sleep(for: .milliseconds(150))
            let before = seen
            seen = playground.state()
            // Pages are read from their files; only code and manifest need another start.
            if house?.isRunning ?? false, Playground.differ(before, seen).allSatisfy({ $0.contains("/web/") }) {
                do throws(Failure) { try playground.installPages(manifest) } catch { say(error.message) }
                continue
            }
            do throws(Failure) {
                let subject = try Subject(playground.subject.folder.path)
                let manifest = try subject.manifest.get()
                house?.stop()
                try playground.install(manifest)
            } catch {
                say(error.message.isEmpty ? error.detail : error.message)
                continue
            }
            house = try ServerProcess(program, playground.folder, port: port, verbose: verbose)
            say(await house?.isReady() ?? false ? "Taken over." : "The server did not start:\n\(house?.said ?? "")")
        }
        house?.stop()
        say("Ended.")
    }
}

/// Whether somebody asked for the end.
final class Interrupt: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]
    private let flag = Flag()

    private final class Flag: @unchecked Sendable {
        private let lock = NSLock()
        private var value = false
        func set() { lock.withLock { value = true } }
        var isSet: Bool { lock.withLock { value } }
    }

    init() {
        let flag = flag
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { flag.set() }
            source.resume()
            return source
        }
    }

    var isAsked: Bool { flag.isSet }
}
