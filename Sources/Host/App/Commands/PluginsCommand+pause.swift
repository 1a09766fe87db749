import ArgumentParser
import Core
import Plugins

extension PluginsCommand {
    /// `mailflow plugins pause`.
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause", abstract: "Switch every plugin off that is on, to bring the same ones back with resume.")
        @OptionGroup var place: Place

        func run() async throws {
            try await PluginsCommand.change(place, "") { registry throws(Failure) in
                try await PluginsCommand.turn(registry, PluginChange(enabled: false, isPause: true), "paused") { $0["enabled"] == true }
            }
        }
    }

    /// `mailflow plugins resume`.
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "resume", abstract: "Switch on again what pause switched off.")
        @OptionGroup var place: Place

        func run() async throws {
            try await PluginsCommand.change(place, "") { registry throws(Failure) in
                try await PluginsCommand.turn(registry, PluginChange(enabled: true), "resumed") { $0["paused"] == true }
            }
        }
    }

    /// Changes every plugin that fits, one after the other; a line for each.
    private static func turn(
        _ registry: PluginRegistry, _ change: PluginChange, _ what: String, _ fits: (JSON) -> Bool
    ) async throws(Failure) -> String {
        var lines: [String] = []
        for id in (await registry.list()["list"]?.array ?? []).filter(fits).compactMap({ $0["id"]?.string }) {
            lines.append(line(id, try await registry.change(id, change, by: who), what))
        }
        return lines.isEmpty ? "There is nothing to be \(what)." : lines.joined(separator: "\n")
    }
}
