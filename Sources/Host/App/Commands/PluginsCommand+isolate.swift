import ArgumentParser
import Core
import Foundation
import Plugins
import Store

extension PluginsCommand {
    /// `mailflow plugins isolate ID yes|no`.
    struct Isolate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "isolate", abstract: "Give a plugin a process of its own (yes), or run it inside the server (no).")
        @OptionGroup var place: Place
        @Argument(help: "The plugin's id, as \"mailflow plugins list\" shows it.") var id: String
        @Argument(help: "yes or no.") var choice: Choice

        enum Choice: String, ExpressibleByArgument, CaseIterable { case yes, no }

        func run() async throws {
            try await say {
                let house = try await PluginsCommand.house(place)
                await house.registry.start(loading: false)
                let plugin = try await house.registry.setIsolated(id, choice == .yes, by: "mailflow plugins")
                await house.registry.stop()
                await house.store.close()
                let reason = plugin["reason"]?.string ?? ""
                let ground = choice == .yes ? "in a process of its own" : "inside the server"
                print("\(id) runs \(ground)\(reason.isEmpty ? "." : ": \(reason)")")
                if let process = PidFile.holder(house.folder.pidFile) { kill(process, SIGHUP) }
            }
        }
    }
}
