import Core
import Foundation
import HostCrypto
import Store
import Synchronization
import Testing

@testable import Plugins

/// Signing somebody in who proved elsewhere who they are, in a real database.
@Suite struct SignInSeamTests {
    private typealias SignIn = @Sendable (String, PluginClaims) async throws(Failure) -> String

    private func withHouse(open: Bool, people: [String] = ["ada"], _ body: (SignIn, Store, Clock) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-signin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let now = Clock()
        let store = try await Store.open(
            folder.appendingPathComponent("test.db").path, secrets: House.secrets, clock: WallClock { now.time.withLock { $0 } })
        try await store.write { tx throws(Failure) in
            for name in people { _ = try UserTable.add(tx, username: name, passwordHash: "*", isAdmin: true) }
            try SettingTable.set(tx, "registration", open ? "open" : "closed")
        }
        try await body(PluginFacts.signIn(store) { $0.isEmpty || $0.contains(":") ? nil : $0.lowercased() }, store, now)
        await store.close()
    }

    private final class Clock: Sendable {
        let time = Mutex(Timestamp(milliseconds: 1_780_000_000_000))
    }

    private func claims(_ subject: String, issuer: String = "https://id.example.org", username: String? = nil, email: String? = nil)
        -> PluginClaims
    {
        PluginClaims(subject: subject, issuer: issuer, username: username, email: email, displayName: nil)
    }

    private func take(_ store: Store, _ redirect: String) async throws -> UserID? {
        let token = try #require(redirect.hasPrefix("/sign-in/once/") ? String(redirect.dropFirst(14)) : nil)
        return try await store.write { tx throws(Failure) in try UserLinkTable.take(tx, token: token) }
    }

    @Test func onlyWhoIsLinkedComesInWhileRegistrationIsClosed() async throws {
        try await withHouse(open: false) { signIn, store, _ in
            // The name and the address of somebody who is here open nothing.
            for wish in [claims("s1", username: "ada"), claims("s1", email: "ada@example.org")] {
                await #expect(throws: Failure(.denied, "s1 is not linked to anybody, and registration is closed")) {
                    try await signIn("oidc", wish)
                }
            }
            try await store.write { tx throws(Failure) in
                try UserLinkTable.link(tx, plugin: "oidc", issuer: "https://id.example.org", subject: "s1", user: UserID(1))
            }
            #expect(try await take(store, signIn("oidc", claims("s1"))) == UserID(1))
            // Another plugin, another issuer and another subject are somebody else.
            for (plugin, wish) in [
                ("other", claims("s1")), ("oidc", claims("s1", issuer: "https://evil.example.org")), ("oidc", claims("S1")),
            ] {
                await #expect(throws: Failure.self) { try await signIn(plugin, wish) }
            }
            await #expect(throws: Failure.self) {
                try await store.write { tx throws(Failure) in
                    try UserLinkTable.link(tx, plugin: "oidc", issuer: "https://id.example.org", subject: "s1", user: UserID(1))
                }
            }
        }
    }

    @Test func aTokenIsGoodOnceAndForAMinute() async throws {
        try await withHouse(open: true) { signIn, store, now in
            let first = try await signIn("oidc", claims("s2", username: "bob"))
            let token = String(first.dropFirst(14))
            #expect(token.utf8.count == 43)
            let rows = try await store.database.read { db throws(Failure) in
                try db.query("SELECT token_hash FROM sign_in_tokens", []) { $0.text(0) }
            }
            #expect(rows == [Digest.hex(token)], "the database knows the hash alone")
            #expect(try await take(store, first) == UserID(2))
            #expect(try await take(store, first) == nil, "twice")
            let late = try await signIn("oidc", claims("s2"))
            now.time.withLock { $0 = $0.adding(seconds: 61) }
            #expect(try await take(store, late) == nil, "after a minute")
            #expect(try await take(store, "/sign-in/once/never-made") == nil)
            // A token goes with its user.
            let gone = try await signIn("oidc", claims("s2"))
            try await store.write { tx throws(Failure) in try UserTable.remove(tx, UserID(2)) }
            #expect(try await take(store, gone) == nil)
        }
    }

    @Test func aNewcomerGetsANameNobodyHas() async throws {
        try await withHouse(open: true) { signIn, store, _ in
            for (subject, wish) in [
                ("1", claims("1", username: "Ada")), ("2", claims("2", username: "ada")), ("3", claims("3", email: "eve@example.org")),
                ("4", claims("4", username: "a:b")), ("5", claims("5")),
            ] { #expect(try await take(store, signIn("oidc", wish)) != nil, "\(subject)") }
            let users = try await store.read { db throws(Failure) in try UserTable.all(db) }
            #expect(users.map(\.username) == ["ada", "ada 2", "ada 3", "eve", "user", "user 2"])
            #expect(users.dropFirst().allSatisfy { !$0.isAdmin })
            // Coming again is coming as the same.
            #expect(try await take(store, signIn("oidc", claims("3"))) == UserID(4))
            // No password opens such an account.
            let hash = try await store.read { db throws(Failure) in try UserTable.passwordHash(db, UserID(4)) }
            #expect(hash.map { hash in ["", "*"].contains { PasswordHash.verify($0, hash) } } == false)
        }
    }

    @Test func theFirstPersonComesByTheSetupLink() async throws {
        try await withHouse(open: true, people: []) { signIn, store, _ in
            await #expect(throws: Failure.self) { try await signIn("oidc", claims("s1", username: "ada")) }
            let people = try await store.read { db throws(Failure) in try UserTable.count(db) }
            #expect(people == 0)
        }
    }
}
