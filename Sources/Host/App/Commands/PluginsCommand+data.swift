import ArgumentParser
import Core
import Foundation
import Plugins
import Store

extension PluginsCommand {
    /// `mailflow plugins grant`.
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "grant", abstract: "Give a plugin permissions it asks for.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        @Argument(help: "Permissions, such as mail.read.") var grants: [String]

        func run() async throws {
            let (id, grants) = (id, grants)
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                try await PluginsCommand.grant(registry, id) { $0 + grants.filter { !$0.isEmpty } }
            }
        }
    }

    /// `mailflow plugins revoke`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke", abstract: "Take permissions from a plugin.", discussion: "One that cannot do without stops.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        @Argument(help: "Permissions, such as mail.read.") var grants: [String]

        func run() async throws {
            let (id, grants) = (id, grants)
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                try await PluginsCommand.grant(registry, id) { given in given.filter { !grants.contains($0) } }
            }
        }
    }

    /// `mailflow plugins restart`.
    struct Restart: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "restart", abstract: "Stop a plugin and start it again.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String

        func run() async throws {
            let id = id
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                try await registry.requestRestart(id, by: PluginsCommand.who)
                return "\(id) restarts."
            }
        }
    }

    /// `mailflow plugins export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Print everything a plugin keeps, as JSON.",
            discussion: "Settings are left out: they may be secret.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String

        func run() async throws {
            let id = id
            try await say {
                let house = try await PluginsCommand.house(place)
                await house.registry.start(loading: false)
                let data: Result<JSON, Failure>
                do throws(Failure) { data = .success(try await house.registry.export(id)) } catch { data = .failure(error) }
                await house.registry.stop()
                await house.store.close()
                print(try data.get().text)
            }
        }
    }

    /// `mailflow plugins reset`.
    struct Reset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset", abstract: "Remove everything a plugin keeps, its settings included.")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        @Flag(name: .long, help: "Do not ask.") var yes = false

        func run() async throws {
            let id = id
            if !yes {
                guard isatty(STDIN_FILENO) == 1 else {
                    throw ValidationError("This removes everything \(id) keeps. Add --yes to do it without being asked.")
                }
                print("Remove everything \(id) keeps? [y/N] ", terminator: "")
                fflush(nil)
                guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else { return print("Nothing was changed.") }
            }
            try await PluginsCommand.change(place, id) { registry throws(Failure) in
                try await registry.reset(id, by: PluginsCommand.who)
                try await registry.requestRestart(id, by: PluginsCommand.who)
                return "Everything \(id) kept is gone."
            }
        }
    }

    private static func grant(
        _ registry: PluginRegistry, _ id: String, _ change: @Sendable ([String]) -> [String]
    ) async throws(Failure) -> String {
        let plugin = try await registry.setGrants(id, change(await registry.givenGrants(id)), by: who)
        let given = await registry.givenGrants(id)
        let reason = plugin["reason"]?.string ?? ""
        return "\(id) may: \(given.isEmpty ? "nothing" : given.joined(separator: " "))\(reason.isEmpty ? "" : "\n\(reason)")"
    }
}
