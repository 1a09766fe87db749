import Core
import Foundation
import HostCrypto
import Store
import Testing

@testable import Plugins

/// The data of plugins in a real database.
@Suite struct StoreSeamTests {
    private func withKV(_ body: (PluginKV, Store) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-kv-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let box = try SecretBox(keys: [Array(repeating: 7, count: 32)])
        let store = try await Store.open(folder.appendingPathComponent("test.db").path, secrets: box)
        try await body(.store(store), store)
        await store.close()
    }

    @Test func keepsListsAndForgets() async throws {
        try await withKV { kv, store in
            #expect(try await kv.get("a", "", "k") == nil)
            try await kv.put("a", "", "k", [1, 2], 1 << 20)
            try await kv.put("a", "", "k", [3], 1 << 20)
            _ = try await store.write { tx throws(Failure) in
                try UserTable.add(tx, username: "ada", passwordHash: "*", isAdmin: false)
            }
            try await kv.put("a", "user:u1", "k%", [], 1 << 20)
            try await kv.put("b", "", "k", [9], 1 << 20)
            #expect(try await kv.get("a", "", "k") == [3])
            #expect(try await kv.get("a", "user:u1", "k%") == [])
            #expect(try await kv.list("a", "", "") == ["k"])
            #expect(try await kv.list("a", "user:u1", "%") == [])
            try await kv.delete("a", "", "k")
            try await kv.delete("a", "", "k")
            #expect(try await kv.get("a", "", "k") == nil)
            #expect(try await kv.get("b", "", "k") == [9])
        }
    }

    @Test func isSealedForItsPlugin() async throws {
        try await withKV { kv, store in
            try await kv.put("a", "", "k", Array("a plain secret".utf8), 1 << 20)
            let raw = try await store.database.read { db throws(Failure) in try db.query("SELECT value FROM plugin_kv", []) { $0.bytes(0) }
            }
            #expect(raw.count == 1 && !String(decoding: raw[0], as: UTF8.self).contains("plain"))
            try await store.database.write(.process) { db throws(Failure) in _ = try db.run("UPDATE plugin_kv SET plugin = 'thief'", []) }
            await #expect(throws: Failure.self) { try await kv.get("thief", "", "k") }
        }
    }

    @Test func aNoteNeedsItsOwner() async throws {
        try await withKV { _, store in
            await #expect(throws: Failure(.notFound, "no email e1 of u1")) {
                try await PluginFacts.annotate(store)(UserID(1), EmailID(1), "a", [:])
            }
            await #expect(throws: Failure.self) { try await PluginFacts.user(store)(UserID(1)) }
            let accounts = try await PluginFacts.accounts(store)(UserID(1))
            #expect(accounts == [])
        }
    }

    @Test func aPluginHasAQuota() async throws {
        try await withKV { kv, store in
            let some = [UInt8](repeating: 1, count: 1000)
            for index in 0..<9 { try await kv.put("a", "", "k\(index)", some, 10_000) }
            await #expect(throws: Failure.self) { try await kv.put("a", "", "k9", some, 10_000) }
            // What becomes smaller is always taken, another plugin has its own room, and room that was made counts.
            try await kv.put("a", "", "k0", [1], 10_000)
            try await kv.put("b", "", "k", some, 10_000)
            try await kv.put("a", "", "k9", some, 10_000)
            await #expect(throws: Failure.self) { try await kv.put("a", "", "k0", some, 10_000) }
            try await kv.delete("a", "", "k1")
            try await kv.put("a", "", "k0", some, 10_000)
            do {
                try await kv.put("a", "", "k10", some, 10_000)
                Issue.record("there was no room")
            } catch { #expect((error as? Failure)?.kind == .tooLarge) }
            // An older start of the server left more than today's quota: it can be read and made smaller.
            let other = PluginKV.store(store)
            await #expect(throws: Failure.self) { try await other.put("a", "", "new", [1], 100) }
            #expect(try await other.get("a", "", "k0") == some)
            try await other.put("a", "", "k0", [], 100)
        }
    }

    @Test func valuesGoWithTheirOwner() async throws {
        try await withKV { kv, store in
            let user = try await store.write { tx throws(Failure) in
                try UserTable.add(tx, username: "ada", passwordHash: "*", isAdmin: false)
            }
            let account = try await store.write { tx throws(Failure) in
                let server = ServerAddress(host: "mail.example.test", port: 993, tls: .implicit)
                return try AccountTable.add(
                    tx, Account(user: user, name: "Work", email: "ada@example.test", imap: server, smtp: server, username: "ada"),
                    password: "secret", smtpPassword: nil)
            }
            for scope in ["", "user:\(user)", "account:\(account)"] { try await kv.put("a", scope, "k", [1], 10_000) }
            for scope in ["user:u99", "account:a99"] {
                do {
                    try await kv.put("a", scope, "k", [1], 10_000)
                    Issue.record("nobody owns \(scope)")
                } catch { #expect((error as? Failure)?.kind == .notFound) }
            }
            try await store.write { tx throws(Failure) in try AccountTable.remove(tx, account) }
            #expect(try await kv.get("a", "account:\(account)", "k") == nil)
            #expect(try await kv.get("a", "user:\(user)", "k") == [1])
            try await store.write { tx throws(Failure) in try UserTable.remove(tx, user) }
            #expect(try await kv.get("a", "user:\(user)", "k") == nil)
            #expect(try await kv.get("a", "", "k") == [1])
        }
    }
}
