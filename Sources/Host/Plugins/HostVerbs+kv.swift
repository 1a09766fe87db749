import Core

extension HostVerbs {
    /// `""`, `user:ID` or `account:ID`; fails with `invalid` for anything else.
    static func scope(_ bytes: [UInt8]) throws(Failure) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.isEmpty { return text }
        if text.hasPrefix("user:"), UserID(text.dropFirst(5)) != nil { return text }
        if text.hasPrefix("account:"), AccountID(text.dropFirst(8)) != nil { return text }
        throw Failure(.invalid, "a scope is empty, user:ID or account:ID")
    }

    private static func key(_ bytes: [UInt8], from: Int = 1) throws(Failure) -> String {
        guard (from...512).contains(bytes.count), let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Failure(.invalid, "a key is \(from) to 512 bytes of UTF-8")
        }
        return text
    }

    func kvGet(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard let value = try await seams.kv.get(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1])) else {
            throw Failure(.notFound, "no such key")
        }
        return value
    }

    func kvPut(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard arguments[2].count <= 1 << 20 else { throw Failure(.tooLarge, "a value is at most 1 MiB") }
        try await seams.kv.put(manifest.id, try HostVerbs.scope(arguments[0]), try HostVerbs.key(arguments[1]), arguments[2])
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
        guard let email = EmailID(String(decoding: arguments[1], as: UTF8.self)) else { throw Failure(.invalid, "not an email's id") }
        guard arguments[2].count <= 65_536 else { throw Failure(.tooLarge, "a note is at most 64 KiB") }
        try await seams.annotate(user, email, manifest.id, arguments[2].isEmpty ? nil : try JSON(parsing: arguments[2]))
        return []
    }
}
