import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOConcurrencyHelpers
import Testing
import Web

/// Names and passwords of clients, and coming in with a one-time token.
@Suite struct ClientSignInTests {
    private func withClients(
        _ house: MemoryHouse, enough: @escaping @Sendable (Person) -> Bool = { _ in true }
    ) -> ClientSignIn {
        ClientSignIn(
            people: house.people, passwords: .bcrypt(cost: 4), clock: house.clock,
            isPasswordEnough: { person async throws(Failure) in enough(person) })
    }

    private func end(_ clients: ClientSignIn, _ name: String, _ password: String, _ remote: String = "192.0.2.1") async -> String {
        do throws(Failure) { return try await clients.check(username: name, password: password, remote: remote).username } catch {
            return error.kind.rawValue + (error.retryAfter.map { " \(Int($0))" } ?? "")
        }
    }

    @Test func passwordsAndAppPasswords() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let made = try await browser.ask(.post, "/api/app-passwords", ["name": "Phone"])
            let secret = try #require(made.json["password"]?.string)
            let clients = withClients(house)
            for (name, password, expected) in [
                ("ada", "correct horse", "ada"), (" ADA ", "correct horse", "ada"), ("ada", secret, "ada"), ("ada", "wrong", "denied"),
                ("nobody", "correct horse", "denied"), ("nobody", secret, "denied"), ("", "", "denied"), ("a:b", "correct horse", "denied"),
                ("ada", String(repeating: "x", count: 5000), "denied"),
            ] { #expect(await end(clients, name, password) == expected, "\(name) \(password.prefix(20))") }
            // A second factor leaves the app password alone good.
            let strict = withClients(house, enough: { _ in false })
            #expect(await end(strict, "ada", "correct horse", "192.0.2.2") == "denied")
            #expect(await end(strict, "ada", secret, "192.0.2.2") == "ada")
        }
    }

    @Test func tooManyWrongOnes() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let secret = try #require(try await browser.ask(.post, "/api/app-passwords", ["name": "Phone"]).json["password"]?.string)
            let clients = withClients(house)
            for _ in 1...10 { #expect(await end(clients, "ada", "wrong") == "denied") }
            #expect(await end(clients, "ada", "wrong") == "unavailable 900")
            #expect(await end(clients, "ada", "correct horse") == "unavailable 900", "the right one comes too late")
            #expect(await end(clients, "nobody", "wrong") == "unavailable 900", "the address is closed, whoever it says it is")
            #expect(await end(clients, "ada", secret) == "ada", "an app password is always good")
            #expect(await end(clients, "ada", "correct horse", "192.0.2.2") == "ada", "another address is open")
            // All addresses of one site count as one, and a name is watched over all addresses.
            for host in 1...10 { _ = await end(clients, "eve", "wrong", "2001:db8::\(host)") }
            #expect(await end(clients, "eve", "wrong", "2001:db8::ffff") == "unavailable 900")
            for host in 1...50 { _ = await end(clients, "bob", "wrong", "198.51.100.\(host)") }
            #expect(await end(clients, "bob", "wrong", "198.51.100.99") == "unavailable 900")
            house.advance(901)
            #expect(await end(clients, "ada", "correct horse") == "ada")
            // The browser's sign-in counts for itself: a phone with an old password shuts nobody out.
            for _ in 1...11 { _ = await end(clients, "ada", "wrong") }
            let other = Browser(client)
            try await other.ask(.get, "/api/session")
            #expect(try await other.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]).status == 200)
        }
    }

    @Test func aPasswordThatWasRightIsNotHashedAgainUntilItChanges() async throws {
        let house = MemoryHouse()
        let hashed = NIOLockedValueBox(0)
        let real = Passwords.bcrypt(cost: 4)
        var passwords = real
        passwords.fits = { password, hash async throws(Failure) in
            hashed.withLockedValue { $0 += 1 }
            return try await real.fits(password, hash)
        }
        let counting = passwords
        try await house.web(passwords: counting).quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let clients = ClientSignIn(people: house.people, passwords: counting, clock: house.clock)
            for _ in 1...5 { #expect(await end(clients, "ada", "correct horse") == "ada") }
            #expect(hashed.withLockedValue { $0 } == 1)
            house.advance(301)
            #expect(await end(clients, "ada", "correct horse") == "ada")
            #expect(hashed.withLockedValue { $0 } == 2)
            #expect(try await browser.ask(.post, "/api/password", ["current": "correct horse", "new": "battery staple"]).status == 204)
            #expect(await end(clients, "ada", "correct horse") == "denied", "at once")
            #expect(await end(clients, "ada", "battery staple") == "ada")
        }
    }

    @Test func nobodyTakesAsLongAsSomebody() async throws {
        let house = MemoryHouse()
        let hashed = NIOLockedValueBox<[Bool]>([])
        let real = Passwords.bcrypt(cost: 4)
        var passwords = real
        passwords.fits = { password, hash async throws(Failure) in
            hashed.withLockedValue { $0.append(hash != nil) }
            return try await real.fits(password, hash)
        }
        let counting = passwords
        try await house.web().quiet.test(.router) { client in
            try await Browser(client).setUp()
            let clients = ClientSignIn(people: house.people, passwords: counting, clock: house.clock)
            for name in ["ada", "nobody", "a:b", ""] { #expect(await end(clients, name, "wrong") == "denied") }
            // Without a hash the same work is done for nothing, which the tests of sign-in measure.
            #expect(hashed.withLockedValue { $0 } == [true, false, false, false])
        }
    }

    @Test func aOneTimeTokenSignsInOnce() async throws {
        let house = MemoryHouse()
        let token = String(repeating: "t", count: 43)
        house.state.withLockedValue { $0.tokens[token] = UserID(1) }
        try await house.web().quiet.test(.router) { client in
            let admin = Browser(client)
            try await admin.setUp()
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            let before = browser.cookie
            // What is no page that a person opens does not use it up.
            for header: HTTPFields in [[.init("Sec-Fetch-Dest")!: "image"], [.init("Sec-Purpose")!: "prefetch"]] {
                let answer = try await browser.ask(.get, "/sign-in/once/\(token)", headers: header)
                #expect(answer.status == 303 && answer.headers[.setCookie] == nil)
            }
            #expect(try await browser.ask(.head, "/sign-in/once/\(token)").headers[.setCookie] == nil)
            // Somebody who is signed in stays who they are.
            let stays = admin.cookie
            #expect(try await admin.ask(.get, "/sign-in/once/\(token)").headers[.location] == "/")
            #expect(admin.cookie == stays)

            let answer = try await browser.ask(.get, "/sign-in/once/\(token)", headers: [.init("Sec-Fetch-Dest")!: "document"])
            #expect(answer.status == 303 && answer.headers[.location] == "/" && answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.init("Referrer-Policy")!] == "no-referrer")
            #expect(browser.cookie != before, "the session's id is new")
            #expect(try await browser.ask(.get, "/api/session").json["user"]?["username"]?.string == "ada")

            let late = Browser(client)
            #expect(try await late.ask(.get, "/sign-in/once/\(token)").headers[.location] == "/?sign-in=expired")
            #expect(late.cookie == nil)
            for wrong in ["x", String(repeating: "y", count: 43), "%00"] {
                #expect(try await late.ask(.get, "/sign-in/once/\(wrong)").headers[.location] == "/?sign-in=expired")
            }
        }
    }
}
