import Core
import Foundation
import StoreEngines
import Testing

@testable import Store

@Suite struct BlobTests {
    @Test(arguments: Engine.allCases) func aLargeBlobComesAndGoesInPieces(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        let bytes = Data((0..<(2 * BlobWriter.pieceSize + 77)).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        let id = try await house.store.keep(bytes, user: house.user, account: house.account, type: "application/zip")
        let (head, sizes, whole) = try await house.store.read { [house] sql throws(Failure) in
            (
                try BlobTable.head(sql, user: house.user, id),
                try sql.query("SELECT bytes FROM blob_pieces WHERE blob_id = ? ORDER BY number", [id]) { $0.bytes(0).count },
                try BlobTable.bytes(sql, id)
            )
        }
        #expect(head?.size == Int64(bytes.count) && head?.type == "application/zip")
        #expect(sizes == [BlobWriter.pieceSize, BlobWriter.pieceSize, 77])
        #expect(whole.map { Data($0) } == bytes)
        let file = try #require(try await house.store.spill(id))
        #expect(try await file.data() == bytes)
        try await house.store.write { tx throws(Failure) in try BlobTable.drop(tx, id) }
        #expect(try await house.store.spill(id) == nil)
        let left = try await house.store.read { sql throws(Failure) in try sql.first("SELECT count(*) FROM blob_pieces", []) { $0.int(0) } }
        #expect(left == 0)
    }

    @Test(arguments: Engine.allCases) func halfABlobIsNobodys(_ engine: Engine) async throws {
        let house = try await House.build(engine)
        var writer = try await BlobWriter(
            house.store, user: house.user, account: nil, type: "text/plain", limit: Int64(BlobWriter.pieceSize))
        try await writer.write([UInt8](repeating: 1, count: BlobWriter.pieceSize))
        let id = writer.id
        let head = try await house.store.read { [house] sql throws(Failure) in try BlobTable.head(sql, user: house.user, id) }
        #expect(head == nil)
        #expect(try await house.store.spill(id) == nil)
        // One byte over what the user may have waiting.
        do throws(Failure) {
            try await writer.write([1])
            try await writer.finish()
            Issue.record("the limit was not kept")
        } catch { #expect(error.kind == .tooLarge) }
        await writer.discard()
        let pending = try await house.store.read { [house] sql throws(Failure) in try BlobTable.pending(sql, user: house.user) }
        #expect(pending == 0)
    }

    @Test(arguments: Engine.allCases) func whatWasKeptBeforeThereWerePiecesStays(_ engine: Engine) async throws {
        let place = try engine.place()
        let database: any Database = engine == .postgres ? try PostgresDatabase(url: place) : try SQLiteDatabase(path: place)
        try await Migrations.run(on: database, upTo: 1)
        try await database.write(.disk) { sql throws(Failure) in
            try sql.run("INSERT INTO users (id, username, password_hash, admin, created_at) VALUES (1, 'a', 'x', 1, 0)")
            try sql.run(
                "INSERT INTO blobs (id, user_id, type, size, bytes, created_at) VALUES (5, 1, 'text/plain', 3, ?, 0)", [[UInt8]("old".utf8)]
            )
        }
        try await Migrations.run(on: database)
        let bytes = try await database.read { sql throws(Failure) in try BlobTable.bytes(sql, BlobID(5)) }
        #expect(bytes == Array("old".utf8))
        await database.close()
    }

    @Test func scratchFilesGoWithTheirLastReference() async throws {
        let folder = URL(fileURLWithPath: Engine.scratch).appendingPathComponent(UUID().uuidString)
        var file: ScratchFile? = try ScratchFolder(folder).file()
        let path = try #require(file?.url.path)
        try await file?.append(Array("twenty".utf8))
        #expect(file?.size == 6)
        #expect(try await file?.bytes(at: 2, 100) == Array("enty".utf8))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        let data = try await file?.data()
        file = nil
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(data == Data("twenty".utf8))
    }

    @Test func aDiskThatTakesNothingIsSaid() async throws {
        do throws(Failure) {
            _ = try ScratchFolder(URL(fileURLWithPath: "/proc/nothing")).file()
            Issue.record("a file was made")
        } catch {
            #expect(error.kind == .unavailable && !error.message.isEmpty)
        }
    }
}
