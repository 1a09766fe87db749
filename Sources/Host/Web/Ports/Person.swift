public import Core

/// Somebody who may sign in.
public struct Person: Sendable, Hashable {
    /// The row.
    public let id: UserID
    /// The name typed at sign-in, lower case.
    public var username: String
    /// What people see.
    public var displayName: String
    /// Whether they may change what holds for everybody.
    public var admin: Bool

    /// A person as the store knows them.
    public init(id: UserID, username: String, displayName: String, admin: Bool) {
        self.id = id
        self.username = username
        self.displayName = displayName
        self.admin = admin
    }

    var json: JSON { ["id": .string(id.description), "username": .string(username), "displayName": .string(displayName), "admin": .bool(admin)] }
}

/// A browser that is signed in. The token itself is known to the browser only; the store keeps its SHA-256.
public struct Session: Sendable, Hashable {
    /// SHA-256 of the cookie's token.
    public let tokenHash: [UInt8]
    /// Who signed in.
    public let user: UserID
    /// When it ends, whatever happens.
    public let expires: Timestamp

    /// A session as the store keeps it.
    public init(tokenHash: [UInt8], user: UserID, expires: Timestamp) {
        self.tokenHash = tokenHash
        self.user = user
        self.expires = expires
    }
}

/// A named password of one client; the store keeps the SHA-256 of its 120 random bits.
public struct AppPassword: Sendable, Hashable {
    /// Its id, opaque to a client.
    public let id: String
    /// What its owner called it.
    public let name: String
    /// When it was made.
    public let createdAt: Timestamp
    /// When a client last used it.
    public let lastUsedAt: Timestamp?

    /// An app password as listed to its owner.
    public init(id: String, name: String, createdAt: Timestamp, lastUsedAt: Timestamp?) {
        self.id = id
        self.name = name
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
    }

    var json: JSON {
        [
            "id": .string(id), "name": .string(name), "createdAt": .string(UTCDate.text(createdAt)),
            "lastUsedAt": lastUsedAt.map { .string(UTCDate.text($0)) } ?? .null,
        ]
    }
}
