public import Core
import Mail
import Store

/// Uploads and downloads (RFC 8620 6), whoever carries the bytes.
public struct Blobs: Sendable {
    /// Bytes to hand out.
    public struct Blob: Sendable {
        /// The bytes; text is in UTF-8.
        public let bytes: [UInt8]
        /// The media type as the message or the uploader said it: not to be trusted.
        public let type: String
        /// A file name that is safe to save under, when known.
        public let name: String?
    }

    /// How many octets of uploads that nothing refers to a user may have.
    static let maxPending: Int64 = 1 << 30

    let house: House

    init(house: House) { self.house = house }

    /// Keeps bytes and returns `{accountId, blobId, type, size}`. Fails with `notFound` for a foreign account, `tooLarge` over the limits
    /// and `unavailable` when too many uploads are under way.
    public func upload(user: UserID, account: String, type: String, _ bytes: [UInt8]) async throws(Failure) -> JSON {
        guard bytes.count <= house.limits.maxSizeUpload else {
            throw Failure(
                .tooLarge, "upload of \(bytes.count)", message: "A file has at most \(house.limits.maxSizeUpload / 1_000_000) MB.")
        }
        guard house.uploads.enter(user, limit: house.limits.maxConcurrentUpload) else {
            throw Failure(.unavailable, "more than \(house.limits.maxConcurrentUpload) uploads at once", retryAfter: 1)
        }
        defer { house.uploads.leave(user) }
        let clean = Blobs.mediaType(type)
        let id = try await house.store.write { transaction throws(Failure) in
            let owner = try Blobs.account(account, user, transaction.sql)
            guard try BlobTable.pending(transaction.sql, user: user) + Int64(bytes.count) <= Blobs.maxPending else {
                throw Failure(
                    .tooLarge, "pending uploads of \(user)", message: "Too many files were uploaded and not used. Try again tomorrow.")
            }
            return try BlobTable.add(transaction, user: user, account: owner, type: clean, bytes)
        }
        return ["accountId": .string(account), "blobId": .string(id.description), "type": .string(clean), "size": .int(Int64(bytes.count))]
    }

    /// The bytes of a blob of the user. Fails with `notFound` when it is not theirs, or not there.
    public func open(user: UserID, account: String, blob: String) async throws(Failure) -> Blob {
        let missing = Failure(.notFound, "blob \(blob.prefix(100)) of \(user)")
        guard let name = BlobName(blob) else { throw missing }
        switch name {
        case .upload(let id):
            let found = try await house.store.read { sql throws(Failure) -> Blob? in
                _ = try Blobs.account(account, user, sql)
                guard let head = try BlobTable.head(sql, user: user, id), let bytes = try BlobTable.bytes(sql, id) else { return nil }
                return Blob(bytes: bytes, type: head.type, name: nil)
            }
            guard let found else { throw missing }
            return found
        case .message(let id):
            let row = try await row(id, account, user)
            guard let row else { throw missing }
            return Blob(
                bytes: try await Messages(house).bytes(id, blob: row.blob), type: "message/rfc822",
                name: FileName.safe(row.subject + ".eml"))
        case .part(let id, let part):
            let row = try await row(id, account, user)
            guard let row else { throw missing }
            let raw = try await Messages(house).bytes(id, blob: row.blob)
            guard let content = MessageParser.part(raw, part) else { throw missing }
            return Blob(
                bytes: content.bytes, type: content.charset.map { "\(content.type); charset=\($0)" } ?? content.type, name: content.name)
        }
    }

    /// The account a blob belongs to; nil is `all`. Fails with `notFound` when it is not the user's.
    private static func account(_ text: String, _ user: UserID, _ sql: any SQLConnection) throws(Failure) -> AccountID? {
        if text == Scope.allID { return nil }
        let mine = try AccountPlace.all(sql, user: user).map(\.id)
        guard let id = AccountID(text), mine.contains(id) else { throw Failure(.notFound, "account \(text.prefix(40)) of \(user)") }
        return id
    }

    private func row(_ id: EmailID, _ account: String, _ user: UserID) async throws(Failure) -> EmailRow? {
        try await house.store.read { sql throws(Failure) in
            let one = try Blobs.account(account, user, sql)
            var mine: [AccountID] = []
            if let one { mine = [one] } else { mine = try AccountPlace.all(sql, user: user).map(\.id) }
            return try EmailRow.get(sql, [id], accounts: mine)[id]
        }
    }

    /// Two tokens and nothing else; what is no media type becomes `application/octet-stream`.
    static func mediaType(_ text: String) -> String {
        let type = text.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        let pieces = type.split(separator: "/", omittingEmptySubsequences: false)
        let isToken = pieces.allSatisfy { piece in
            !piece.isEmpty && piece.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || "!#$&-^_.+".utf8.contains($0) }
        }
        return pieces.count == 2 && isToken && type.utf8.count <= 127 ? type : "application/octet-stream"
    }
}

extension Blobs {
    /// Whether a blob id names something of the scope.
    static func exists(_ text: String, _ scope: Scope, _ sql: any SQLConnection) throws(Failure) -> Bool {
        switch BlobName(text) {
        case nil: false
        case .upload(let id): try BlobTable.head(sql, user: scope.user, id) != nil
        case .message(let id), .part(let id, _): try EmailRow.get(sql, [id], accounts: scope.ids)[id] != nil
        }
    }
}
