import Contact
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

    /// Keeps bytes that are in memory; see the other `upload`.
    public func upload(user: UserID, account: String, type: String, _ bytes: [UInt8]) async throws -> JSON {
        try await upload(user: user, account: account, type: type) { take in try await take(bytes) }
    }

    /// Keeps bytes as they come and returns `{accountId, blobId, type, size}`. `pour` hands over each piece and is asked for the next when that is stored.
    /// Fails with `notFound` for a foreign account, `tooLarge` over the limits, `unavailable` when too many uploads are under way, and as
    /// `pour` does; then nothing is kept.
    public func upload(
        user: UserID, account: String, type: String, pour: (_ take: ([UInt8]) async throws -> Void) async throws -> Void
    ) async throws -> JSON {
        guard house.uploads.enter(user, limit: house.limits.maxConcurrentUpload) else {
            throw Failure(.unavailable, "more than \(house.limits.maxConcurrentUpload) uploads at once", retryAfter: 1)
        }
        defer { house.uploads.leave(user) }
        let clean = Blobs.mediaType(type)
        let owner = try await house.store.read { sql throws(Failure) in try Blobs.account(account, user, sql) }
        var writer = try await BlobWriter(house.store, user: user, account: owner, type: clean, limit: Blobs.maxPending)
        do {
            var size = 0
            try await pour { bytes in
                size += bytes.count
                guard size <= house.limits.maxSizeUpload else {
                    throw Failure(
                        .tooLarge, "upload of \(size)", message: "A file has at most \(house.limits.maxSizeUpload / 1_000_000) MB.")
                }
                try await writer.write(bytes)
            }
            try await writer.finish()
        } catch {
            await writer.discard()
            throw error
        }
        return ["accountId": .string(account), "blobId": .string(writer.id.description), "type": .string(clean), "size": .int(writer.size)]
    }

    /// The bytes of a blob of the user in a file: an upload goes there piece by piece. Fails as `open` does.
    func spill(user: UserID, account: String, blob: String) async throws(Failure) -> ScratchFile {
        if case .upload(let id) = BlobName(blob) {
            let isMine = try await house.store.read { sql throws(Failure) in
                _ = try Blobs.account(account, user, sql)
                return try BlobTable.head(sql, user: user, id) != nil
            }
            guard isMine, let file = try await house.store.spill(id) else {
                throw Failure(.notFound, "blob \(blob.prefix(100)) of \(user)")
            }
            return file
        }
        let bytes = try await open(user: user, account: account, blob: blob).bytes
        let file = try house.store.scratch.file()
        try await file.append(bytes)
        return file
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
        case .photo(let card, let digest):
            let uri = try await house.store.read { sql throws(Failure) in
                account == Scope.allID ? try CardPhotos.uri(sql, user, card, digest) : nil
            }
            guard let content = uri.flatMap({ DataURI.content($0) }) else { throw missing }
            return Blob(bytes: content.bytes, type: content.type, name: nil)
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
        case .photo(let card, let digest): try CardPhotos.uri(sql, scope.user, card, digest) != nil
        case .message(let id), .part(let id, _): try EmailRow.get(sql, [id], accounts: scope.ids)[id] != nil
        }
    }
}
