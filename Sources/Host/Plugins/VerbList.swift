/// The catalogue of verbs, for tools that stand where a server would.
public enum VerbList {
    /// A verb the host offers.
    public struct Offered: Sendable, Equatable {
        /// Name and version.
        public let verb: String
        /// How many arguments it takes.
        public let arguments: ClosedRange<Int>
    }

    /// A verb a plugin answers.
    public struct Answered: Sendable, Equatable {
        /// Name and version.
        public let verb: String
        /// Seconds to the first piece and between pieces.
        public let deadline: Double
        /// The most bytes of a whole answer.
        public let limit: Int
    }

    /// What plugins may call.
    public static let host = Catalogue.host.map { Offered(verb: $0.verb, arguments: $0.arguments) }

    /// What every plugin may call, without a grant or a word in its manifest.
    public static let free = Set(Catalogue.host.filter(\.isFree).map(\.verb))

    /// What plugins may answer.
    public static let plugin = Catalogue.answers.map { Answered(verb: $0.verb, deadline: $0.deadline, limit: $0.limit) }

    /// Whether plugins may call this JMAP method at all.
    public static func isOpen(method: String) -> Bool { !Grant.isClosed(method: method) }

    /// Whether using this verb needs a grant of an admin.
    public static func needsGrant(_ use: Manifest.Use) -> Bool { !Grant.needed(for: use).isEmpty }
}
