import Core

extension HostVerbs {
    /// `""`, `user:ID` or `account:ID`; fails with `invalid` for anything else.
    static func scope(_ bytes: [UInt8]) throws(Failure) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.isEmpty { return text }
        // Written anew, so that one owner has one scope: `u07` is `u7`, and goes with it.
        if text.hasPrefix("user:"), let id = UserID(text.dropFirst(5)) { return "user:\(id)" }
        if text.hasPrefix("account:"), let id = AccountID(text.dropFirst(8)) { return "account:\(id)" }
        throw Failure(.invalid, "a scope is empty, user:ID or account:ID")
    }

    private static func key(_ bytes: [UInt8], from: Int = 1) throws(Failure) -> String { try text(bytes, "a key", from...512) }

    func kvGet(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard let value = try await seams.kv.get(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1])) else {
            throw Failure(.notFound, "no such key")
        }
        return value
    }

    func kvPut(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard arguments[2].count <= 1 << 20 else { throw Failure(.tooLarge, "a value is at most 1 MiB") }
        let quota = manifest.quota == 0 ? Manifest.standardQuota : manifest.quota
        try await seams.kv.put(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1]), arguments[2], quota)
        return []
    }

    func kvDelete(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        try await seams.kv.delete(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1]))
        return []
    }

    func kvList(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        let keys = try await seams.kv.list(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1], from: 0))
        return JSON.array(keys.sorted().map(JSON.string)).bytes
    }

    func annotate(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        let user = try user(arguments[0])
        let email = try email(arguments[1])
        guard arguments[2].count <= 65_536 else { throw Failure(.tooLarge, "a note is at most 64 KiB") }
        try await seams.annotate(user, email, manifest.id, arguments[2].isEmpty ? nil : try JSON(parsing: arguments[2]))
        return []
    }
}
