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

    var json: JSON {
        ["id": .string(id.description), "username": .string(username), "displayName": .string(displayName), "admin": .bool(admin)]
    }
}

/// A browser that is signed in.
public struct BrowserSession: Sendable, Hashable {
    /// What names the session in the store: a hash, never the cookie's token.
    public let id: String
    /// Who signed in.
    public let user: UserID

    /// A session that has not ended.
    public init(id: String, user: UserID) {
        self.id = id
        self.user = user
    }
}

/// A named password of one client, as its owner sees it in the list.
public struct ClientPassword: Sendable, Hashable {
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
