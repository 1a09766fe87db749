import Core
import Store

/// MailAccount objects: the settings of a mail account.
enum MailAccountJSON {
    static let properties: Set<String> = [
        "id", "name", "senderName", "email", "hue", "imap", "smtp", "paused", "includeInUnified", "sortOrder", "roles", "signature",
        "status", "auth",
    ]
    static let hues: Set<String> = ["red", "orange", "amber", "green", "teal", "cyan", "blue", "indigo", "violet", "pink"]

    static func object(_ account: Account) -> [String: JSON] {
        [
            "id": .string(account.id.description), "name": .string(account.name), "senderName": .string(account.senderName),
            "email": .string(account.email), "hue": .string(account.hue), "imap": server(account.imap, account.imapUsername),
            "smtp": server(account.smtp, account.smtpUsername), "auth": .string(account.auth), "paused": .bool(account.paused),
            "includeInUnified": .bool(account.inUnified), "sortOrder": .int(account.sortOrder),
            "roles": .object(Dictionary(account.roles.map { ($0.key.rawValue, .string($0.value.description)) }) { $1 }),
            "signature": .string(account.signature), "status": status(account),
        ]
    }

    static func server(_ server: ServerAddress, _ username: String) -> JSON {
        [
            "host": .string(server.host), "port": .int(Int64(server.port)), "tls": .string(server.tls.rawValue),
            "skipVerify": .bool(server.skipVerify),
            "username": .string(username),
        ]
    }

    private static func status(_ account: Account) -> JSON {
        var status = account.status
        if account.paused { status["state"] = "paused" } else if status["state"] == nil { status["state"] = "connecting" }
        if status["message"] == nil { status["message"] = "" }
        if status["since"] == nil { status["since"] = .string(UTCDate.text(account.createdAt)) }
        if status["lastSync"] == nil { status["lastSync"] = .null }
        return status
    }
}

/// The settings that a client wrote, taken over into an account.
struct MailAccountDraft {
    var account: Account
    /// nil keeps what is there.
    var password: String?
    /// nil keeps what is there; inner nil is the same as `password`.
    var smtpPassword: String??
    var skipTest = false
    /// Whether anything changed that a live test tells about.
    var changesServers = false

    /// Reads a whole object, or a patch of `account`. Nested members may be patched as `imap/port`.
    init(_ object: [String: JSON], over account: Account, isNew: Bool, roles: (MailboxID) -> Bool) throws(SetError) {
        self.account = account
        var members = try MailAccountDraft.unfolded(object, over: account)
        if isNew, members["name"] == nil { members["name"] = members["email"] }
        var reader = PropertyReader(members)
        reader.ignore("id", "status", "auth")
        if let name = reader.string("name", max: 200) { self.account.name = name }
        if let name = reader.string("senderName", max: 200) { self.account.senderName = name }
        if let email = reader.string("email", max: 320) {
            if AddressJSON.isDeliverable(email) { self.account.email = email } else { reader.mark("email") }
        } else if isNew {
            reader.mark("email")
        }
        if let hue = reader.string("hue") { if MailAccountJSON.hues.contains(hue) { self.account.hue = hue } else { reader.mark("hue") } }
        if let paused = reader.bool("paused") { self.account.paused = paused }
        if let included = reader.bool("includeInUnified") { self.account.inUnified = included }
        if let order = reader.int("sortOrder", in: 0...(1 << 31)) { self.account.sortOrder = order }
        if let signature = reader.string("signature", max: 1 << 20, allowsNewlines: true) { self.account.signature = signature }
        if let json = reader.json("imap") {
            if let read = ServerJSON.read(json, username: isNew ? nil : account.imapUsername, email: self.account.email) {
                changesServers = changesServers || read.server != account.imap || read.username != account.imapUsername
                (self.account.imap, self.account.imapUsername) = read
            } else {
                reader.mark("imap")
            }
        } else if isNew {
            reader.mark("imap")
        }
        if let json = reader.json("smtp") {
            if let read = ServerJSON.read(
                json, username: isNew ? self.account.imapUsername : account.smtpUsername, email: self.account.email)
            {
                changesServers = changesServers || read.server != account.smtp || read.username != account.smtpUsername
                (self.account.smtp, self.account.smtpUsername) = read
            } else {
                reader.mark("smtp")
            }
        } else if isNew {
            reader.mark("smtp")
        }
        if let secret = reader.string("password", max: 4096) {
            password = secret
            changesServers = true
        } else if isNew {
            reader.mark("password")
        }
        if reader.has("smtpPassword") {
            smtpPassword = .some(reader.string("smtpPassword", max: 4096))
            changesServers = true
        }
        if let json = reader.json("roles"), !json.isNull { self.account.roles = MailAccountDraft.roles(json, roles, &reader) }
        skipTest = reader.bool("skipTest") ?? false
        try reader.finish()
        try checkSecrets(before: account, isNew: isNew)
    }

    /// A saved password is never sent to a host it was not given for: whoever changes the host proves to know the password.
    private func checkSecrets(before: Account, isNew: Bool) throws(SetError) {
        guard !isNew, password == nil else { return }
        let words = "The server is another one. Enter the password again."
        if account.imap.host.lowercased() != before.imap.host.lowercased() { throw .property("password", words) }
        guard account.smtp.host.lowercased() != before.smtp.host.lowercased() else { return }
        if case .some(.some) = smtpPassword { return }
        throw .property("smtpPassword", words)
    }

    private static func roles(_ json: JSON, _ isMine: (MailboxID) -> Bool, _ reader: inout PropertyReader) -> [MailboxRole: MailboxID] {
        var out: [MailboxRole: MailboxID] = [:]
        guard let members = json.object else {
            reader.mark("roles")
            return out
        }
        for (name, value) in members where !value.isNull {
            guard let role = MailboxRole(rawValue: name), role != .inbox, let id = value.string.flatMap({ MailboxID($0) }), isMine(id)
            else {
                reader.mark("roles")
                continue
            }
            out[role] = id
        }
        return out
    }

    /// Paths such as `imap/port` put into whole objects.
    private static func unfolded(_ object: [String: JSON], over account: Account) throws(SetError) -> [String: JSON] {
        var out = object.filter { !$0.key.contains("/") }
        let now = MailAccountJSON.object(account)
        for (path, value) in object where path.contains("/") {
            guard let tokens = JSONPointer("/" + path)?.tokens, tokens.count == 2, ["imap", "smtp", "roles"].contains(tokens[0]),
                object[tokens[0]] == nil
            else {
                throw SetError("invalidPatch", "“\(path.prefix(100))” cannot be patched.")
            }
            var whole = (out[tokens[0]] ?? now[tokens[0]])?.object ?? [:]
            whole[tokens[1]] = value.isNull ? nil : value
            out[tokens[0]] = .object(whole)
        }
        return out
    }
}

/// `{"host", "port", "tls", "skipVerify", "username"}` of the HTTP contract.
enum ServerJSON {
    /// The server and the name to sign in with; nil when something is wrong. A missing username is `username`, else the address.
    static func read(_ json: JSON, username: String?, email: String) -> (server: ServerAddress, username: String)? {
        guard let members = json.object, Set(members.keys).isSubset(of: ["host", "port", "tls", "skipVerify", "username"]) else {
            return nil
        }
        guard let host = json["host"]?.string, isHost(host), let port = json["port"]?.int, (1...65535).contains(port) else { return nil }
        guard let tls = json["tls"]?.string.flatMap(ServerAddress.TLS.init(rawValue:)) else { return nil }
        let skip = json["skipVerify"] ?? false
        guard skip.isNull || skip.bool != nil else { return nil }
        let named = json["username"] ?? .null
        guard named.isNull || named.string != nil else { return nil }
        let name = named.string.flatMap { $0.isEmpty ? nil : $0 } ?? username.flatMap { $0.isEmpty ? nil : $0 } ?? email
        guard name.utf8.count <= 1000, !name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else { return nil }
        return (ServerAddress(host: host, port: Int(port), tls: tls, skipVerify: skip.bool ?? false), name)
    }

    private static func isHost(_ host: String) -> Bool {
        !host.isEmpty && host.utf8.count <= 253
            && host.unicodeScalars.allSatisfy {
                $0.value > 127 || $0.properties.isAlphabetic || ("0"..."9").contains($0) || "-.:_[]".unicodeScalars.contains($0)
            }
    }
}
