import Synchronization
import Testing

@testable import CardDAV

/// The `If` header (RFC 4918, 10.4).
@Suite struct DemandTests {
    private static let x = "/books/u1/b1/x.vcf"

    @Test(arguments: [
        "", "nonsense", "()", "([\"a\"]", "([a])", "(<>)", "([\"a\"]) </x> ([\"a\"])", "</x>", "</x> </y> ([\"a\"])", "<> ([\"a\"])",
        "([\"a\", \"b\"])", "(Not)", "(Not Not [\"a\"])", "([*])", "</x", "([\"a", String(repeating: "([\"a\"])", count: 33),
    ])
    func refusesWhatIsBroken(_ text: String) {
        #expect(throws: Refusal.self) { try IfHeader(text) }
    }

    @Test func readsListsAndWhatTheyAreAbout() throws {
        let tag = EntityTag(value: "a]b>(", isWeak: false)
        #expect(try IfHeader("([\"a]b>(\"])").lists == [.init(conditions: [.init(tag: tag)])])
        let two = try IfHeader(" </x>(<urn:uuid:1> not [\"a]b>(\"])\t([W/\"w\"]) <http://h/y> (Not<DAV:no-lock>)").lists
        #expect(
            two == [
                .init(resource: "/x", conditions: [.init(), .init(isNot: true, tag: tag)]),
                .init(resource: "/x", conditions: [.init(tag: EntityTag(value: "w", isWeak: true))]),
                .init(resource: "http://h/y", conditions: [.init(isNot: true)]),
            ])
    }

    /// TAG stands for the tag of x.vcf, OTHER for that of y.vcf.
    @Test(
        arguments: [
            ("([TAG])", true), ("([\"nonsense\"])", false), ("([\"nonsense\"]) ([TAG])", true), ("([TAG] [\"nonsense\"])", false),
            ("(Not [\"nonsense\"])", true), ("(Not [TAG])", false), ("([TAG] Not [\"nonsense\"])", true), ("([W/TAG])", false),
            ("(<opaquelocktoken:1>)", false), ("(<opaquelocktoken:1> [TAG])", false), ("(Not <DAV:no-lock>)", true),
            ("(<opaquelocktoken:1>) (Not <DAV:no-lock>)", true), ("</dav/books/u1/b1/x.vcf> ([TAG])", true),
            ("<https://mail.example.test/dav/books/u1/b1/x.vcf> ([TAG])", true), ("</dav/books/u1/b1/x.vcf> ([OTHER])", false),
            ("</dav/books/u1/b1/y.vcf> ([OTHER])", true), ("</dav/books/u1/b1/y.vcf> ([TAG])", false),
            ("</dav/books/u1/b1/y.vcf> ([TAG]) </dav/books/u1/b1/x.vcf> ([TAG])", true), ("</dav/books/u1/b1/none.vcf> ([TAG])", false),
            ("</dav/books/u1/none/x.vcf> (Not [TAG])", true), ("</dav/books/u2/b9/x.vcf> ([TAG])", false),
            ("<https://elsewhere.example.test/dav/books/u1/b1/x.vcf> ([TAG])", false), ("</dav/books/u1/b1/> ([TAG])", false),
        ])
    func holdsToDemands(_ header: String, _ holds: Bool) async throws {
        for (method, status) in [("PUT", 204), ("DELETE", 204), ("MOVE", 201), ("COPY", 403), ("GET", 200), ("PROPFIND", 207)] {
            let client = Client()
            let tag = try #require(try await client.put("x.vcf", Client.card("x")).headers["etag"])
            let other = try #require(try await client.put("y.vcf", Client.card("y")).headers["etag"])
            let sent = header.split(separator: "TAG", omittingEmptySubsequences: false).joined(separator: tag)
                .split(separator: "OTHER", omittingEmptySubsequences: false).joined(separator: other)
            let got = try await client.send(
                method, DemandTests.x, ["if": sent, "destination": "/dav/books/u1/b1/z.vcf"],
                body: method == "PUT" ? Client.card("x", "Changed") : "")
            #expect(got.status == (holds ? status : 412), "\(method)")
            guard !holds else { continue }
            #expect(client.library.state.withLock { $0.cards.values.map(\.text).sorted() } == [Client.card("x"), Client.card("y")])
        }
    }

    @Test func demandsNothingOfWhatIsNotThere() async throws {
        let client = Client()
        #expect(try await client.send("PUT", DemandTests.x, ["if": "([\"a\"])"], body: Client.card("x")).status == 412)
        #expect(try await client.send("PUT", DemandTests.x, ["if": "(Not [\"a\"])"], body: Client.card("x")).status == 201)
        #expect(try await client.send("MKCOL", "/books/u1/new/", ["if": "(<urn:uuid:1>)"]).status == 412)
        #expect(try await client.send("PUT", DemandTests.x, ["if": "nonsense"], body: Client.card("x")).status == 400)
    }

    /// Nobody comes in between the look and the change.
    @Test(arguments: ["PUT", "DELETE", "MOVE"])
    func holdsUntilItIsDone(_ method: String) async throws {
        let client = Client()
        let tag = try #require(try await client.put("x.vcf", Client.card("x")).headers["etag"])
        client.library.state.withLock {
            $0.interference = { library in
                library.state.withLock { state in
                    state.books[0].change += 1
                    state.cards["c1"]?.text = Client.card("x", "Quicker")
                    state.cards["c1"]?.change = state.books[0].change
                }
            }
        }
        let got = try await client.send(
            method, DemandTests.x, ["if": "([\(tag)])", "destination": "/dav/books/u1/b1/z.vcf"], body: Client.card("x", "Mine"))
        #expect(got.status == 412)
        #expect(client.library.state.withLock { $0.cards["c1"]?.text } == Client.card("x", "Quicker"))
    }
}
