import ArgumentParser
import Core
import Foundation
import Logging
import Plugins
import Store

/// `mailflow plugins`. A running server reads the change at once.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "List plugins, switch them on and off, give and take permissions.",
        subcommands: [
            List.self, Enable.self, Disable.self, Grant.self, Revoke.self, Isolate.self, Pause.self, Resume.self, Restart.self, Export.self,
            Reset.self,
        ],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List plugins with their state and the reason for it.")
        @OptionGroup var place: Place

        func run() async throws {
            try await say {
                let house = try await PluginsCommand.house(place)
                await house.registry.start(loading: false)
                // What runs is known to the server alone; without one this is what it would start.
                let isRunning = PidFile.holder(house.folder.pidFile) != nil
                let standing = isRunning ? PluginStanding(URL(fileURLWithPath: house.folder.pluginStates)) : nil
                if !isRunning {
                    FileHandle.standardError.write(Data("No server runs on this data folder; \"ready\" is what it would start.\n".utf8))
                }
                for plugin in await house.registry.list()["list"]?.array ?? [] {
                    let id = plugin["id"]?.string ?? ""
                    let state = plugin["state"]?.string ?? ""
                    let now = standing?.plugins[id] ?? (state == "on" ? "ready" : state, plugin["reason"]?.string ?? "")
                    print("\(id)  \(plugin["version"]?.string ?? "")  \(now.state)\(now.reason.isEmpty ? "" : "  \(now.reason)")")
                }
                for problem in await house.registry.problems { print(problem) }
                await house.registry.stop()
                await house.store.close()
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable", abstract: "Switch a plugin on.",
            discussion: "Shows what it asks for that nobody has given yet, and asks. Without a terminal it needs --accept-permissions.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        @Option(name: .long, help: "The hash that this command shows beside the permissions.") var acceptPermissions: String?

        func run() async throws {
            let (id, hash) = (id, acceptPermissions)
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                let first = try await registry.change(id, PluginChange(enabled: true), by: PluginsCommand.who)
                guard case .needed(let grants) = first else { return PluginsCommand.line(id, first, "enabled") }
                let current = await registry.permissionsHash(id) ?? ""
                print("\(id) asks for permissions that nobody has given yet:")
                for grant in grants {
                    let why = grant["why"].flatMap { Words($0, most: 4_000) }?.text(in: "en") ?? ""
                    print("  \(grant["words"]?.string ?? "")  (\(grant["grant"]?.string ?? ""))\(why.isEmpty ? "" : "\n      \(why)")")
                }
                print("  --accept-permissions \(current)")
                if let hash {
                    guard hash == current else {
                        throw Failure(
                            .conflict, "hash", message: "It asks for other permissions than those you accepted. Nothing was changed.")
                    }
                } else {
                    guard isatty(STDIN_FILENO) == 1 else {
                        throw Failure(
                            .denied, "not accepted", message: "Nothing was changed. Accept them with --accept-permissions \(current).")
                    }
                    print("Give them and switch it on? [y/N] ", terminator: "")
                    fflush(nil)
                    guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
                        throw Failure(.cancelled, "no", message: "Nothing was changed.")
                    }
                }
                let accepted = PluginChange(enabled: true, accept: await registry.neededGrants(id))
                return PluginsCommand.line(id, try await registry.change(id, accepted, by: PluginsCommand.who), "enabled")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "disable", abstract: "Switch a plugin off.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String

        func run() async throws {
            let id = id
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                PluginsCommand.line(id, try await registry.change(id, PluginChange(enabled: false), by: PluginsCommand.who), "disabled")
            }
        }
    }

    /// Whose name stands beside a change that was made here.
    static let who = "mailflow plugins"

    /// What a change came to, for whoever reads the terminal.
    static func line(_ id: String, _ changed: PluginChanged, _ what: String) -> String {
        guard case .done(let plugin) = changed else { return "\(id) is not \(what)." }
        let reason = plugin["reason"]?.string ?? ""
        return "\(id) is \(what)\(reason.isEmpty ? "." : ": \(reason)")"
    }

    /// Does something over plugins.conf and the database, loads no code, and tells a running server.
    static func change(
        _ place: Place, _ id: String, _ body: @escaping @Sendable (PluginRegistry) async throws(Failure) -> String
    ) async throws {
        try await say {
            let house = try await house(place)
            await house.registry.start(loading: false)
            let line: Result<String, Failure>
            do throws(Failure) { line = .success(try await body(house.registry)) } catch { line = .failure(error) }
            await house.registry.stop()
            await house.store.close()
            if case .success(let line) = line, !line.isEmpty { print(line) }
            _ = try line.get()
            if let process = PidFile.holder(house.folder.pidFile) { kill(process, SIGHUP) }
        }
    }

    /// The house in a data folder that a server has used. Fails with `notFound`, and makes nothing, when none has.
    static func house(_ place: Place) async throws(Failure) -> House {
        let config = try place.read()
        guard DataFolder.isUsed(config.dataFolder) else {
            throw Failure(
                .notFound, config.dataFolder,
                message:
                    "\(config.dataFolder) is not the data folder of a server. Name it with --data or DATA_DIR, or start the server first.")
        }
        return try await House.open(config, log: Logger(label: "mailflow", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}
