import ArgumentParser
import Core
import Foundation
import Logging
import Plugins
import Store

/// `mailflow doctor`: checks everything and says in plain words what to do.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the configuration, the database, the key, the plugins and the mail servers of every account.")

    @OptionGroup var place: Place

    func run() async throws {
        let report = Report()
        guard let config = report.check("Configuration", { () throws(Failure) in try place.read() }) else { throw ExitCode(1) }
        report.note(
            "address \(config.bind):\(config.port), data in \(config.dataFolder), database \(config.databaseURL == nil ? "SQLite" : "PostgreSQL")"
        )
        if config.bind != "127.0.0.1", config.bind != "::1", !config.appURL.hasPrefix("https://") {
            report.warn(
                "The server can be reached from other machines without TLS.",
                "Put a proxy with TLS in front and set APP_URL=https://…; docs/admins/behind-a-proxy.md.")
        }
        let log = Logger(label: "mailflow", factory: { _ in SwiftLogNoOpLogHandler() })
        guard let house = await report.check("Database and key", { () async throws(Failure) in try await House.open(config, log: log) })
        else { throw ExitCode(1) }
        _ = await report.check(
            "Write and read",
            { () async throws(Failure) in
                let now = String(house.store.clock.now().milliseconds)
                try await house.store.write { transaction throws(Failure) in try SettingTable.set(transaction, "doctor", now) }
                guard try await house.store.read({ db throws(Failure) in try SettingTable.get(db, "doctor") }) == now else {
                    throw Failure(.failed, "the database lost a write")
                }
            })
        report.note(PidFile.holder(house.folder.pidFile).map { "a server is running as process \($0)" } ?? "no server is running")
        if WebFolder.find() == nil {
            report.warn("The web app's files were not found.", "Build them with \"make web\", or start the server with --web FOLDER.")
        }
        await plugins(house, report)
        await accounts(house, report)
        await house.store.close()
        if report.failed { throw ExitCode(1) }
    }

    private func plugins(_ house: House, _ report: Report) async {
        // Beside a running server nothing is loaded: jobs and events are that server's.
        let alone = PidFile.holder(house.folder.pidFile) == nil
        await house.registry.start(loading: alone)
        if !alone { report.note("plugins are judged by their files only; Administration → Plugins shows how they run") }
        for sentence in await house.registry.problems { report.warn(sentence, "Correct plugins.conf.") }
        for plugin in await house.registry.list()["list"]?.array ?? [] where plugin["enabled"]?.bool == true {
            let name = plugin["name"]?.string ?? ""
            if plugin["state"]?.string == "on" {
                report.good("Plugin \(name)")
            } else {
                report.bad("Plugin \(name) is \(plugin["state"]?.string ?? "?")", plugin["reason"]?.string ?? "")
            }
        }
        await house.registry.stop()
    }

    private func accounts(_ house: House, _ report: Report) async {
        guard
            let accounts = await report.check(
                "Accounts",
                { () async throws(Failure) in
                    try await house.store.read { db throws(Failure) -> [Account] in
                        var all: [Account] = []
                        for user in try UserTable.all(db) { all += try AccountTable.all(db, user: user.id) }
                        return all
                    }
                })
        else { return }
        if accounts.isEmpty { report.note("no mail account has been added yet") }
        for account in accounts { await AccountDoctor.check(account, house, report) }
    }
}

/// What `doctor` prints, line by line.
final class Report: @unchecked Sendable {
    private(set) var failed = false

    func good(_ what: String) { print("✓ \(what)") }

    func note(_ what: String) { print("  \(what)") }

    func warn(_ what: String, _ advice: String) { print("! \(what)\n  → \(advice)") }

    func bad(_ what: String, _ advice: String) {
        failed = true
        print("✗ \(what)" + (advice.isEmpty ? "" : "\n  → \(advice)"))
    }

    func check<T>(_ what: String, _ body: () throws(Failure) -> T) -> T? {
        do {
            let value = try body()
            good(what)
            return value
        } catch {
            bad(what, error.message.isEmpty ? error.description : error.message)
            return nil
        }
    }

    func check<T>(_ what: String, _ body: () async throws(Failure) -> T) async -> T? {
        do {
            let value = try await body()
            good(what)
            return value
        } catch {
            bad(what, error.message.isEmpty ? error.description : error.message)
            return nil
        }
    }
}
