/// The seam to those who may have an opinion before something happens: plugins, for rooms that know none.
public struct Hooks: Sendable {
    /// Whether anybody wants to be asked; answers at once, and false costs nothing more.
    public let isWanted: @Sendable (_ hook: String) -> Bool
    /// Everybody's opinion, by plugin; the facts are JSON text. Comes back within the deadline of a hook; who is late or fails has none.
    public let askText: @Sendable (_ hook: String, _ facts: [UInt8]) async -> [(plugin: String, answer: JSON)]

    /// Both ways of asking.
    public init(
        isWanted: @escaping @Sendable (String) -> Bool,
        askText: @escaping @Sendable (String, [UInt8]) async -> [(plugin: String, answer: JSON)]
    ) {
        self.isWanted = isWanted
        self.askText = askText
    }

    /// Everybody's opinion on facts, likewise.
    public func ask(_ hook: String, _ facts: JSON) async -> [(plugin: String, answer: JSON)] { await askText(hook, facts.bytes) }

    /// Nobody has an opinion.
    public static let none = Hooks(isWanted: { _ in false }, askText: { _, _ in [] })

    /// The opinions on a hook; empty at once when nobody wants to be asked.
    public func opinions(_ hook: String, _ facts: @autoclosure () -> JSON) async -> [(plugin: String, answer: JSON)] {
        isWanted(hook) ? await ask(hook, facts()) : []
    }

    /// The first reason against something, as one line a person may read; nil when nobody objects.
    public static func veto(_ opinions: [(plugin: String, answer: JSON)]) -> String? {
        for opinion in opinions {
            guard let reason = opinion.answer["veto"]?.string else { continue }
            let line = String(
                String.UnicodeScalarView(
                    reason.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }.filter {
                        ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                    }
                ).prefix(300))
            return line.allSatisfy { $0 == " " } ? "A plugin of this server does not allow it." : line
        }
        return nil
    }
}
