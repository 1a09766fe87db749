import MailFlowPlugin

/// What this plugin needs of the server: the only way out of it.
struct House: Sendable {
    /// Calls the JMAP methods of a request as a user.
    var jmap: @Sendable (_ user: String, _ request: JMAPRequest) async throws -> JMAPResponse
    /// Checks a name and a password from an address; gives the user.
    var verify: @Sendable (_ name: String, _ password: String, _ remote: String) async throws -> Person
    /// A keyed hash that nobody else can make.
    var hash: @Sendable (_ bytes: [UInt8]) async throws -> [UInt8]
    /// A value of the plugin's own; nil when there is none.
    var recall: @Sendable (_ scope: String, _ key: String) async throws -> [UInt8]?
    /// Keeps a value, or forgets it with nil.
    var keep: @Sendable (_ scope: String, _ key: String, _ value: [UInt8]?) async throws -> Void
    /// Seconds since 1970.
    var now: @Sendable () -> Int64
    /// A line for the log.
    var log: @Sendable (_ line: String) -> Void
}
