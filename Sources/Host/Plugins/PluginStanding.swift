import Core
public import Foundation

/// How each plugin is, as the running server writes it into its data folder for commands beside it.
public struct PluginStanding: Sendable {
    /// State and reason by id.
    public let plugins: [String: (state: String, reason: String)]

    init(_ entries: [String: PluginEntry]) {
        plugins = entries.mapValues { ($0.state.rawValue, $0.reason) }
    }

    /// Reads what a running server wrote; nil when there is nothing that can be read.
    public init?(_ file: URL) {
        guard let data = try? Data(contentsOf: file), let members = (try? JSON(parsing: Array(data)))?.object else { return nil }
        plugins = members.compactMapValues { one in one["state"]?.string.map { ($0, one["reason"]?.string ?? "") } }
    }

    /// Whoever reads the file sees these states or the ones before. A file that cannot be written is left as it is.
    func write(_ file: URL) {
        let json = JSON.object(plugins.mapValues { ["state": .string($0.state), "reason": .string($0.reason)] })
        try? Data(json.bytes).write(to: file, options: .atomic)
    }
}
