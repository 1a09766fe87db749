import Core

/// One email that an `EmailSearch` found, as bare numbers.
public struct EmailHit: Sendable, Hashable {
    /// The number of the email.
    public var id: Int64
    /// The number of its conversation.
    public var thread: Int64
    /// The sort key: orders by `receivedAt`, is unique.
    public var key: Int64

    /// A hit.
    public init(id: Int64, thread: Int64, key: Int64) {
        self.id = id
        self.thread = thread
        self.key = key
    }

    static func read(_ row: any SQLRow) -> EmailHit { EmailHit(id: row.int(0), thread: row.int(1), key: row.int(2)) }
}
