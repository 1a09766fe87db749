import Core

/// The verbs of this server: a table written from `verbs.json`.
enum Catalogue {
    /// A verb the host offers.
    struct HostVerb: Sendable {
        /// Name and version.
        let verb: String
        /// The grant it needs; nil when none, or when the arguments decide.
        let grant: Grant?
        /// How many arguments it takes.
        let arguments: ClosedRange<Int>
        /// Whether it may still change; such a verb is there only where plugins.conf says `drafts = yes`.
        var isDraft = false
    }

    /// A verb a plugin answers.
    struct Answer: Sendable {
        /// Name and version.
        let verb: String
        /// Seconds to the first piece and between pieces.
        let deadline: Double
        /// The most bytes of a whole answer.
        let limit: Int
    }

    /// The host verb of this name, if there is one.
    static func host(_ name: String) -> HostVerb? { host.first { $0.verb == name } }

    /// The plugin verb of this name, if there is one.
    static func answer(_ name: String) -> Answer? { answers.first { $0.verb == name } }
}
