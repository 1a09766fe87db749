import ArgumentParser
import Core
import Foundation
import Logging
import NIOCore
import Plugins
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// `mailflow serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the server until it is told to stop.",
        discussion: "SIGINT and SIGTERM stop it cleanly; SIGHUP reads plugins.conf again.")

    @OptionGroup var place: Place

    @Option(name: .long, help: "The folder of the web app's files. Usual: beside the executable, or WebApp/dist.", completion: .directory)
    var web: String?

    func run() async throws {
        try await say {
            let config = try place.read()
            LoggingSystem.bootstrap { label in
                var handler = LateWords(StreamLogHandler.standardError(label: label))
                handler.logLevel = config.logLevel
                return handler
            }
            let log = Logger(label: "mailflow")
            umask(0o077)
            // First of all: what another server works on is not touched, not even to bring its database up to date.
            let pid = PidFile(try DataFolder(config.dataFolder).pidFile)
            try pid.take()
            defer { pid.release() }
            let house = try await House.open(config, log: log)
            try await serve(house)
        }
    }

    /// How long a stop waits for what is under way before it is cut off.
    private static let patience = Duration.seconds(15)

    private func serve(_ house: House) async throws {
        let token = try SetupToken(folder: house.folder, needed: try await People.store(house.store).isEmpty())
        let secret = try house.folder.sessionSecret(house.config.sessionSecret)
        let running = RunningHouse(house: house)
        let server = WebServer(
            ports: running.ports(setup: token),
            configuration: WebConfiguration(
                secret: secret, appURL: house.config.appURL, trustedProxies: house.config.trustedProxies, assets: web ?? WebFolder.find(),
                version: Version.text))
        let config = house.config
        let application = server.service(host: config.bind, port: config.port, logger: house.log) { port in
            let host = config.bind.contains(":") ? "[\(config.bind)]" : config.bind
            let address =
                config.appURL.isEmpty ? "http://\(["0.0.0.0", "[::]"].contains(host) ? "127.0.0.1" : host):\(port)" : config.appURL
            print(
                token.text.map { "MailFlow is ready. Open this once to make the first account: \(address)/setup?token=\($0)" }
                    ?? "MailFlow is ready at \(address)")
            fflush(nil)
        }
        let services: [any Service] = [
            running, HangUp(registry: house.registry), Housekeeping(store: house.store, log: house.log), application,
        ]
        var lifecycle = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "lifecycle", factory: { _ in SwiftLogNoOpLogHandler() }))
        lifecycle.maximumGracefulShutdownDuration = Self.patience
        do {
            try await ServiceGroup(configuration: lifecycle).run()
        } catch is CancellationError {
            // What was under way took longer than whoever stops the server waits.
        } catch {
            throw Failure(.unavailable, "\(error)", message: Self.words(of: error, config))
        }
        await house.store.close()
    }

    /// Why the server could not listen, and what to do; or what stopped it.
    private static func words(of error: any Error, _ config: Config) -> String {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: "Port \(config.port) on \(config.bind) is in use by another program. Set PORT to a free one."
        case EACCES:
            "This user may not listen on port \(config.port). Set PORT to one above 1023 and put a proxy in front; docs/admins/behind-a-proxy.md."
        case EADDRNOTAVAIL: "This machine has no address \(config.bind). Set BIND to one of its own, or to 0.0.0.0 for all."
        default: "The server stopped: \(error)"
        }
    }
}
