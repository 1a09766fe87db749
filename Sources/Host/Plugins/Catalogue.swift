import Core

/// What this server offers, asks and tells plugins: tables written from `verbs.json`.
enum Catalogue {
    /// A verb the host offers.
    struct HostVerb: Sendable {
        /// Name and version.
        let verb: String
        /// The grant it needs; nil when none, or when the arguments decide.
        let grant: Grant?
        /// How many arguments it takes.
        let arguments: ClosedRange<Int>
        /// Whether every plugin has it, without a grant or a word in its manifest.
        var isFree = false
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

    /// A word of `plugins.conf` and what an admin reads.
    struct Permission: Sendable {
        let word: String
        let words: String
    }

    /// Something plugins may hear or be asked.
    struct Occasion: Sendable {
        /// What it is called.
        let name: String
        /// The grant it needs; nil when none.
        let grant: Grant?
    }

    /// The grants for the JMAP methods of one noun.
    struct Noun: Sendable {
        /// For those that change nothing; nil when none is needed.
        let read: Grant?
        /// For the others.
        let change: Grant?
    }

    /// The host verb of this name, if there is one.
    static func host(_ name: String) -> HostVerb? { host.first { $0.verb == name } }

    /// The plugin verb of this name, if there is one.
    static func answer(_ name: String) -> Answer? { answers.first { $0.verb == name } }
}
