public import Core

/// Who mail of an account may be from (RFC 8621 6).
public struct Identity: Sendable {
    /// Its row; 0 until it is in the store.
    public var id: IdentityID
    /// The account that sends its mail.
    public var account: AccountID
    /// The name in From; empty: only the address.
    public var name: String
    /// The address in From and, unless a client says otherwise, in MAIL FROM.
    public var email: String
    /// What Reply-To begins with; empty: no such field.
    public var replyTo: [Address]
    /// What Bcc begins with; empty: nobody.
    public var bcc: [Address]
    /// The signature of plain-text mail; empty: none.
    public var textSignature: String
    /// The signature of HTML mail; empty: none.
    public var htmlSignature: String
    /// The account's own address: it cannot be removed.
    public var isMain: Bool

    /// An identity that is not in the store yet.
    public init(account: AccountID, name: String, email: String) {
        id = IdentityID(0)
        self.account = account
        self.name = name
        self.email = email
        replyTo = []
        bcc = []
        textSignature = ""
        htmlSignature = ""
        isMain = false
    }
}

/// The identities of accounts.
public enum IdentityTable {
    private static let columns = "id, account_id, name, email, reply_to, bcc, text_signature, html_signature, main"

    private static func identity(_ row: any SQLRow) -> Identity {
        var identity = Identity(account: row.id(1), name: row.text(2), email: row.text(3))
        identity.id = row.id(0)
        identity.replyTo = Packed.addresses(row.text(4))
        identity.bcc = Packed.addresses(row.text(5))
        identity.textSignature = row.text(6)
        identity.htmlSignature = row.text(7)
        identity.isMain = row.bool(8)
        return identity
    }

    /// The identities of an account, the main one first.
    public static func all(_ sql: any SQLConnection, account: AccountID) throws(Failure) -> [Identity] {
        try sql.query("SELECT \(columns) FROM identities WHERE account_id = ? ORDER BY main DESC, sort_order, id", [account], identity)
    }

    /// One identity; nil when it is gone.
    public static func get(_ sql: any SQLConnection, _ id: IdentityID) throws(Failure) -> Identity? {
        try sql.first("SELECT \(columns) FROM identities WHERE id = ?", [id], identity)
    }

    /// Adds an identity.
    public static func add(_ transaction: Transaction, _ identity: Identity) throws(Failure) -> IdentityID {
        let id = try transaction.sql.first(
            "INSERT INTO identities (account_id, name, email, reply_to, bcc, text_signature, html_signature) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [
                identity.account, identity.name, identity.email, Packed.addresses(identity.replyTo), Packed.addresses(identity.bcc),
                identity.textSignature, identity.htmlSignature,
            ]
        ) { $0.id(0, IdentityKind.self) }!
        transaction.record(.identity, identity.account, id, .created)
        return id
    }

    /// Writes an identity.
    public static func update(_ transaction: Transaction, _ identity: Identity) throws(Failure) {
        try transaction.sql.run(
            "UPDATE identities SET name = ?, email = ?, reply_to = ?, bcc = ?, text_signature = ?, html_signature = ? WHERE id = ?",
            [
                identity.name, identity.email, Packed.addresses(identity.replyTo), Packed.addresses(identity.bcc), identity.textSignature,
                identity.htmlSignature, identity.id,
            ])
        transaction.record(.identity, identity.account, identity.id, .updated)
    }

    /// Removes an identity that is not the main one.
    public static func remove(_ transaction: Transaction, _ identity: Identity) throws(Failure) {
        try transaction.sql.run("DELETE FROM identities WHERE id = ? AND main = 0", [identity.id])
        transaction.record(.identity, identity.account, identity.id, .destroyed)
    }
}
