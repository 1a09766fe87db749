import Core
import Store

/// The Session object (RFC 8620 2).
enum Session {
    /// What changes whenever the Session object does.
    static func state(_ user: UserID, _ house: House) async -> String {
        (try? await house.store.read { sql throws(Failure) in try state(user, sql) }) ?? "0"
    }

    /// The same, in a transaction that reads.
    static func state(_ user: UserID, _ sql: any SQLConnection) throws(Failure) -> String {
        "\(try Journal.state(sql, user: user, type: .mailAccount))"
    }

    static func object(_ user: UserID, _ house: House, base: String) async throws(Failure) -> JSON {
        let (username, accounts, seq) = try await house.store.read { sql throws(Failure) in
            guard let known = try UserTable.get(sql, user) else { throw Failure(.notFound, "user \(user)") }
            return (known.username, try AccountTable.all(sql, user: user), try Journal.state(sql, user: user, type: .mailAccount))
        }
        var listed: [String: JSON] = [Scope.allID: account("All inboxes", isAll: true)]
        for one in accounts { listed[one.id.description] = account(one.name, isAll: false) }
        let socket = base.hasPrefix("https") ? "wss" + base.dropFirst(5) : base.hasPrefix("http") ? "ws" + base.dropFirst(4) : base
        return [
            "capabilities": [
                Capability.core: house.limits.json, Capability.mail: [:], Capability.submission: [:],
                Capability.webSocket: ["url": .string("\(socket)/ws"), "supportsPush": true],
                Capability.accounts: [:], Capability.vendor: [:], Capability.contacts: [:], Capability.contactsVendor: [:],
            ],
            "accounts": .object(listed),
            "primaryAccounts": [
                Capability.mail: .string(Scope.allID), Capability.submission: .string(Scope.allID),
                Capability.accounts: .string(Scope.allID), Capability.vendor: .string(Scope.allID),
                Capability.contacts: .string(Scope.allID), Capability.contactsVendor: .string(Scope.allID),
            ],
            "username": .string(username), "apiUrl": .string("\(base)/jmap/api"),
            "downloadUrl": .string("\(base)/jmap/download/{accountId}/{blobId}/{name}?type={type}"),
            "uploadUrl": .string("\(base)/jmap/upload/{accountId}/"),
            "eventSourceUrl": .string("\(base)/jmap/eventsource/?types={types}&closeafter={closeafter}&ping={ping}"),
            "state": .string("\(seq)"),
        ]
    }

    private static func account(_ name: String, isAll: Bool) -> JSON {
        var capabilities: JSON = [
            Capability.core: [:], Capability.mail: Capability.mailJSON, Capability.submission: Capability.submissionJSON,
            Capability.vendor: [:],
        ]
        if isAll {
            capabilities[Capability.accounts] = [:]
            // Contacts belong to the person, not to one of the mail accounts.
            capabilities[Capability.contacts] = Capability.contactsJSON
            capabilities[Capability.contactsVendor] = Capability.contactsVendorJSON
        }
        return ["name": .string(name), "isPersonal": true, "isReadOnly": false, "accountCapabilities": capabilities]
    }
}
