import ArgumentParser
import Core
import Foundation
import Logging
import Plugins
import Store

/// `mailflow plugins`. A running server reads the change at once.
struct PluginsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins", abstract: "List plugins, switch them on and off, choose where they run.",
        subcommands: [List.self, Enable.self, Disable.self, Isolate.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List plugins with their state and the reason for it.")
        @OptionGroup var place: Place

        func run() async throws {
            try await say {
                let house = try await PluginsCommand.house(place)
                await house.registry.start(loading: false)
                for plugin in await house.registry.list()["list"]?.array ?? [] {
                    let reason = plugin["reason"]?.string ?? ""
                    print(
                        "\(plugin["id"]?.string ?? "")  \(plugin["version"]?.string ?? "")  \(plugin["state"]?.string ?? "")\(reason.isEmpty ? "" : "  \(reason)")"
                    )
                }
                await house.registry.stop()
                await house.store.close()
            }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "enable", abstract: "Switch a plugin on.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        func run() async throws { try await PluginsCommand.change(place, id, true) }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "disable", abstract: "Switch a plugin off.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        func run() async throws { try await PluginsCommand.change(place, id, false) }
    }

    private static func change(_ place: Place, _ id: String, _ on: Bool) async throws {
        try await say {
            let house = try await house(place)
            await house.registry.start(loading: false)
            let plugin = try await house.registry.setEnabled(id, on, by: "mailflow plugins")
            await house.registry.stop()
            await house.store.close()
            let reason = plugin["reason"]?.string ?? ""
            print("\(id) is \(on ? "enabled" : "disabled")\(reason.isEmpty ? "." : ": \(reason)")")
            if let process = PidFile.holder(house.folder.pidFile) { kill(process, SIGHUP) }
        }
    }

    static func house(_ place: Place) async throws(Failure) -> House {
        try await House.open(try place.read(), log: Logger(label: "mailflow", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}
