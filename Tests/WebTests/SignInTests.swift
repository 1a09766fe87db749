import Core
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Web

@Suite struct SignInTests {
    @Test func firstAdminThenClosedThenOpen() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            var answer = try await browser.ask(.get, "/api/session")
            #expect(answer.json["state"]?.string == "setup")
            #expect(answer.json["version"]?.string == "1.2.3")

            answer = try await browser.ask(.post, "/api/setup", ["token": "wrong", "username": "ada", "password": "correct horse"])
            #expect(answer.status == 403 && answer.json["field"]?.string == "token")
            answer = try await browser.ask(.post, "/api/setup", ["token": "setup-token", "username": "ada", "password": "short"])
            #expect(answer.status == 400 && answer.json["field"]?.string == "password")
            let before = browser.cookie
            answer = try await browser.ask(.post, "/api/setup", ["token": "setup-token", "username": " Ada ", "password": "correct horse"])
            #expect(answer.status == 200)
            #expect(answer.json["user"]?["username"]?.string == "ada" && answer.json["user"]?["admin"]?.bool == true)
            #expect(browser.cookie != before, "the id is renewed at log-in")
            #expect(try await browser.ask(.get, "/api/session").json["state"]?.string == "signedIn")

            let other = Browser(client)
            #expect(try await other.ask(.get, "/api/session").json["state"]?.string == "signedOut")
            answer = try await other.ask(.post, "/api/setup", ["token": "setup-token", "username": "eve", "password": "correct horse"])
            #expect(answer.status == 403, "the link works once")
            answer = try await other.ask(.post, "/api/register", ["username": "bob", "password": "battery staple"])
            #expect(answer.status == 403, "closed until an admin opens it")
            try await browser.ask(.put, "/api/admin/policy", ["registration": "open"])
            answer = try await other.ask(.post, "/api/register", ["username": "Ada", "password": "battery staple"])
            #expect(answer.status == 409 && answer.json["field"]?.string == "username")
            answer = try await other.ask(.post, "/api/register", ["username": "bob", "password": "battery staple"])
            #expect(answer.json["user"]?["admin"]?.bool == false)
            #expect(try await other.ask(.get, "/api/admin/policy").status == 403)
        }
    }

    @Test func signInSaysTheSameForNobodyAndWrongPassword() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            try await Browser(client).setUp()
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            let wrong = try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "not the one"])
            let nobody = try await browser.ask(.post, "/api/sign-in", ["username": "nobody", "password": "not the one"])
            #expect(wrong.status == 401 && wrong.kind == "signIn")
            #expect(wrong.body == nobody.body)
            #expect(try await browser.ask(.post, "/api/sign-in", ["username": "ADA", "password": "correct horse"]).status == 200)
        }
    }

    @Test func unknownUserTakesAsLong() async throws {
        let house = MemoryHouse()
        try await house.web(passwords: .bcrypt()).quiet.test(.router) { client in
            try await Browser(client).setUp()
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            func time(_ name: String) async throws -> Duration {
                try await ContinuousClock().measure {
                    try await browser.ask(.post, "/api/sign-in", ["username": .string(name), "password": "wrong one"])
                }
            }
            let known = try await [time("ada"), time("ada"), time("ada")].min()!
            let unknown = try await [time("nobody"), time("nobody"), time("nobody")].min()!
            #expect(known < unknown * 2 && unknown < known * 2, "\(known) \(unknown)")
        }
    }

    @Test func tenTriesThenWait() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            try await Browser(client).setUp()
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            house.advance(1000)
            for _ in 0..<10 {
                #expect(try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "not the one"]).status == 401)
            }
            let refused = try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"])
            #expect(refused.status == 429 && refused.kind == "rateLimited")
            #expect(refused.headers[.retryAfter].flatMap(Int.init) ?? 0 > 0)
            house.advance(901)
            #expect(try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]).status == 200)
        }
    }

    /// Somebody with an account of their own gets no fresh tries at another's by signing in to it.
    @Test func aSuccessForgivesNoFailures() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            try await Browser(client).setUp()
            house.advance(1000)
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            var last = 0
            for round in 0..<12 {
                if round % 5 == 4 { try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]) }
                last = try await browser.ask(.post, "/api/sign-in", ["username": "nora", "password": "not the one"]).status
            }
            #expect(last == 429)
            // What went well is not counted.
            house.advance(901)
            for _ in 0..<15 {
                #expect(try await browser.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"]).status == 200)
            }
        }
    }

    @Test func signingOutEndsTheSession() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let stolen = browser.cookie
            let answer = try await browser.ask(.post, "/api/sign-out")
            #expect(answer.status == 204 && answer.headers[.init("Clear-Site-Data")!]?.contains("cache") == true)
            browser.cookie = stolen
            #expect(try await browser.ask(.get, "/jmap/session").status == 401)
        }
    }

    @Test func passwordChangeEndsEveryOtherSession() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let (one, two) = (Browser(client), Browser(client))
            try await one.setUp()
            try await two.ask(.get, "/api/session")
            try await two.ask(.post, "/api/sign-in", ["username": "ada", "password": "correct horse"])
            var answer = try await one.ask(.post, "/api/password", ["current": "wrong one", "new": "battery staple"])
            #expect(answer.status == 403 && answer.json["field"]?.string == "current")
            answer = try await one.ask(.post, "/api/password", ["current": "correct horse", "new": "battery staple"])
            #expect(answer.status == 204)
            #expect(try await one.ask(.get, "/jmap/session").status == 200)
            #expect(try await two.ask(.get, "/jmap/session").status == 401)
        }
    }

    @Test func sessionsEndAfterSevenDays() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            house.advance(7 * 86400 - 10)
            #expect(try await browser.ask(.get, "/jmap/session").status == 200)
            house.advance(20)
            #expect(try await browser.ask(.get, "/jmap/session").status == 401)
        }
    }

    @Test func appPasswordsAreForClientsOnly() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.setUp()
            let made = try await browser.ask(.post, "/api/app-passwords", ["name": "phone"])
            let secret = try #require(made.json["password"]?.string)
            let basic = "Basic " + Data("Ada:\(secret)".utf8).base64EncodedString()
            let stranger = Browser(client)
            for header in [basic, "Bearer \(secret)", "bearer   \(secret)"] {
                #expect(
                    try await stranger.ask(.get, "/jmap/session", headers: [.authorization: header]).json["username"]?.string == "ada",
                    "\(header)")
                #expect(
                    try await stranger.ask(.post, "/jmap/api", ["using": [], "methodCalls": []], headers: [.authorization: header]).status
                        == 200)
                #expect(try await stranger.ask(.get, "/api/app-passwords", headers: [.authorization: header]).status == 401)
            }
            #expect(stranger.cookie == nil, "no cookie is set for a client with an app password")
            let bad = ["Basic " + Data("eve:\(secret)".utf8).base64EncodedString(), "Bearer nope", "Basic %%%", "Digest x", "Bearer", ""]
            for header in bad {
                let answer = try await stranger.ask(.get, "/jmap/session", headers: [.authorization: header])
                #expect(answer.status == 401, "\(header)")
            }
            #expect(try await browser.ask(.get, "/api/app-passwords").json["list"]?.array?.count == 1)
            #expect(try await browser.ask(.delete, "/api/app-passwords/99").status == 404)
            #expect(try await browser.ask(.delete, "/api/app-passwords/1").status == 204)
            #expect(try await stranger.ask(.get, "/jmap/session", headers: [.authorization: basic]).status == 401)
        }
    }

    @Test(arguments: ["", "   ", "a\u{0}b", "a\u{202E}b", "a:b", String(repeating: "x", count: 121), "a\u{1B}[31m"])
    func badUserNames(_ name: String) async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.router) { client in
            let browser = Browser(client)
            try await browser.ask(.get, "/api/session")
            let answer = try await browser.ask(
                .post, "/api/setup", ["token": "setup-token", "username": .string(name), "password": "correct horse"])
            #expect(answer.status == 400 && answer.json["field"]?.string == "username")
        }
    }
}
