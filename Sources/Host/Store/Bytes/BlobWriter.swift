public import Core
public import Foundation

/// Brings a blob into the store piece by piece, each in a transaction of its own, so that neither memory nor other writers wait for a large file.
public struct BlobWriter: Sendable {
    /// How many bytes a piece has, the last one excepted.
    public static let pieceSize = 512 << 10

    /// The blob; not to be seen by anybody before `finish`.
    public let id: BlobID
    /// How many bytes came so far.
    public private(set) var size: Int64 = 0

    private let store: Store
    private let user: UserID
    private let limit: Int64
    private var rest: [UInt8] = []
    private var number = 0

    /// Begins a blob. `limit` is how many bytes that nothing refers to the user may have, this blob included.
    public init(_ store: Store, user: UserID, account: AccountID?, type: String, limit: Int64 = .max) async throws(Failure) {
        self.store = store
        self.user = user
        self.limit = limit
        id = try await store.write(.process) { transaction throws(Failure) in
            try BlobTable.begin(transaction, user: user, account: account, type: type)
        }
    }

    /// Takes the next bytes. Fails with `tooLarge` over the limit.
    public mutating func write(_ bytes: some Sequence<UInt8>) async throws(Failure) {
        rest.append(contentsOf: bytes)
        while rest.count >= BlobWriter.pieceSize {
            let piece = Array(rest[..<BlobWriter.pieceSize])
            rest.removeFirst(BlobWriter.pieceSize)
            try await flush(piece)
        }
    }

    /// The blob is whole and can be read.
    public mutating func finish() async throws(Failure) {
        if !rest.isEmpty { try await flush(rest) }
        rest = []
        let id = id
        try await store.write { transaction throws(Failure) in try BlobTable.finish(transaction, id) }
    }

    /// Gives up; what came is removed.
    public func discard() async {
        let id = id
        _ = try? await store.write(.process) { transaction throws(Failure) in try BlobTable.drop(transaction, id) }
    }

    private mutating func flush(_ piece: [UInt8]) async throws(Failure) {
        let (id, number, user, limit) = (id, number, user, limit)
        try await store.write(.process) { transaction throws(Failure) in
            if limit < .max {
                let pending = try BlobTable.pending(transaction.sql, user: user)
                guard pending + Int64(piece.count) <= limit else {
                    throw Failure(
                        .tooLarge, "pending uploads of \(user)", message: "Too many files were uploaded and not used. Try again tomorrow.")
                }
            }
            try BlobTable.append(transaction, id, number: number, piece)
        }
        self.number += 1
        size += Int64(piece.count)
    }
}

extension Store {
    /// Keeps bytes, such as a file that is mapped, as a blob that nothing refers to yet.
    public func keep(_ bytes: Data, user: UserID, account: AccountID?, type: String) async throws(Failure) -> BlobID {
        var writer = try await BlobWriter(self, user: user, account: account, type: type)
        do throws(Failure) {
            var at = bytes.startIndex
            while at < bytes.endIndex {
                let end = min(at + BlobWriter.pieceSize, bytes.endIndex)
                try await writer.write(bytes[at..<end])
                at = end
            }
            try await writer.finish()
        } catch {
            await writer.discard()
            throw error
        }
        return writer.id
    }

    /// Copies a blob into a file, piece by piece. Nil when it is gone.
    public func spill(_ id: BlobID) async throws(Failure) -> ScratchFile? {
        guard try await read({ sql throws(Failure) in try BlobTable.size(sql, id) }) != nil else { return nil }
        let file = try scratch.file()
        var number = 0
        while let piece = try await read({ [number] sql throws(Failure) in try BlobTable.piece(sql, id, number: number) }) {
            try await file.append(piece)
            number += 1
        }
        return file
    }
}
