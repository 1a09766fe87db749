import MailFlowPlugin
import Synchronization
import Testing

@testable import CardDAV

/// OPTIONS, PROPFIND, PROPPATCH, MKCOL, and who may ask.
@Suite struct PropertyTests {
    private func propfind(_ client: Client, _ path: String, depth: String? = "0", _ props: String? = nil, headers: [String: String] = [:])
        async throws -> Client.Got
    {
        let body = props.map {
            "<d:propfind xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:carddav' xmlns:s='http://calendarserver.org/ns/' xmlns:x='urn:x'>\($0)</d:propfind>"
        }
        return try await client.send("PROPFIND", path, headers.merging(depth.map { ["depth": $0] } ?? [:]) { $1 }, body: body ?? "")
    }

    // MARK: - The door

    @Test func saysWhereItIsAndWhatItCan() async throws {
        let client = Client()
        for method in ["GET", "PROPFIND", "OPTIONS"] {
            let got = try await client.send(
                Call(method: method, mount: "/.well-known/carddav", path: "", scheme: "http", remote: "192.0.2.1"))
            #expect(got.status == 301)
            #expect(got.headers["location"] == "/dav/")
        }
        let options = try await client.send(Call(method: "OPTIONS", path: "/books/u1/b1/"))
        #expect(options.status == 200)
        #expect(options.headers["dav"] == "1, 3, addressbook, extended-mkcol")
        #expect(options.headers["allow"]?.contains("REPORT") == true)
    }

    @Test func asksForAPassword() async throws {
        var client = Client()
        let nobody = try await client.send(Call(method: "PROPFIND", path: "/"))
        #expect(nobody.status == 401)
        #expect(nobody.headers["www-authenticate"] == "Basic realm=\"MailFlow contacts\", charset=\"UTF-8\"")
        client.password = "wrong"
        #expect(try await client.send("PROPFIND", "/").status == 401)
        client.password = "pässword:with colon"
        #expect(try await propfind(client, "/").status == 207)
        var plain = Call(method: "PROPFIND", path: "/", scheme: "http", remote: "192.0.2.1")
        plain.credentials = Credentials(name: "nora", password: "secret")
        let refused = try await client.send(plain)
        #expect(refused.status == 403)
        #expect(refused.headers["www-authenticate"] == nil)
    }

    @Test func readsBasicAuthenticationOfARequest() {
        let request = Request(
            method: "GET", path: "/x", headers: ["authorization": "Basic bm9yYTpww6Rzcw=="], mount: "/dav", remote: "192.0.2.1", host: "h",
            body: [1])
        let call = Call(request)
        #expect(call.credentials == Credentials(name: "nora", password: "päss"))
        #expect(call.mount == "/dav")
        #expect(Call(Request(path: "/", headers: ["authorization": "Basic OnB3"])).credentials == nil)
        #expect(Call(Request(path: "/", headers: ["authorization": "Bearer x"])).credentials == nil)
    }

    @Test func remembersARightPasswordForAMinute() async throws {
        let client = Client()
        func checks() -> Int { client.library.state.withLock(\.checks) }
        for _ in 0..<3 { #expect(try await propfind(client, "/").status == 207) }
        #expect(checks() == 1)
        client.library.state.withLock { $0.now += 59 }
        _ = try await propfind(client, "/")
        #expect(checks() == 1)
        client.library.state.withLock { $0.now += 2 }
        _ = try await propfind(client, "/")
        #expect(checks() == 2)
        await client.server.lockOut("u2")
        _ = try await propfind(client, "/")
        #expect(checks() == 2)
        await client.server.lockOut("u1")
        _ = try await propfind(client, "/")
        #expect(checks() == 3)
        var wrong = client
        wrong.password = "wrong"
        for _ in 0..<2 { _ = try await propfind(wrong, "/") }
        #expect(checks() == 5)
    }

    @Test(
        arguments: [
            (Failure(.unavailable, "retry after 120"), 429, "120"), (Failure(.unavailable, "database"), 503, "10"),
            (Failure(.failed, "x"), 500, nil),
            (Failure(.denied, "x"), 401, nil),
        ] as [(Failure, Int, String?)])
    func passesOnWhyItCannotCheck(_ failure: Failure, _ status: Int, _ after: String?) async throws {
        let client = Client()
        client.library.state.withLock { $0.failure = failure }
        let got = try await propfind(client, "/")
        #expect(got.status == status)
        #expect(got.headers["retry-after"] == after)
    }

    @Test(arguments: [
        "/books/u2/", "/books/u2/b9/", "/books/u2/b9/x.vcf", "/principals/u2/", "/books/u3/", "/books/u1/b9/", "/books/u1/none/",
        "/nowhere",
    ])
    func showsNothingOfOthers(_ path: String) async throws {
        let client = Client()
        let answers = [
            try await propfind(client, path),
            try await client.send("PUT", path + (path.hasSuffix("/") ? "x.vcf" : ""), body: Client.card("x")),
            try await client.send("DELETE", path), try await client.send("GET", path),
        ]
        for got in answers { #expect([404, 405, 409].contains(got.status)) }
        #expect(answers[0].status == 404)
        #expect(answers[0].body == (try await propfind(client, "/books/never/").body))
        #expect(client.library.state.withLock { $0.cards.isEmpty && $0.books.count == 2 })
    }

    @Test(arguments: [
        ("LOCK", "/books/u1/b1/x"), ("POST", "/books/u1/b1/"), ("PUT", "/books/u1/b1/"), ("DELETE", "/books/u1/"), ("MKCOL", "/books/u1/"),
        ("COPY", "/books/u1/"), ("LOCK", "/"), ("TRACE", "/"),
    ])
    func saysWhatCanBeDoneInstead(_ method: String, _ path: String) async throws {
        let got = try await Client().send(method, path)
        #expect(got.status == 405)
        #expect(got.headers["allow"]?.hasPrefix("OPTIONS") == true)
    }

    // MARK: - PROPFIND

    @Test func leadsFromTheRootToTheBooks() async throws {
        let client = Client()
        let root = try #require(try await propfind(client, "/", "<d:prop><d:current-user-principal/></d:prop>").responses()["/dav/"])
        let principal = try #require(root.found["current-user-principal"]?[.dav("href")]?.text)
        #expect(principal == "/dav/principals/u1/")
        let me = try #require(
            try await propfind(
                client, "/principals/u1/", "<d:prop><c:addressbook-home-set/><d:displayname/><d:principal-URL/><d:resourcetype/></d:prop>"
            )
            .responses()[principal])
        #expect(me.found["addressbook-home-set"]?[.dav("href")]?.text == "/dav/books/u1/")
        #expect(me.found["displayname"]?.text == "Nora Example")
        #expect(me.found["resourcetype"]?.elements.map(\.name) == [.dav("collection"), .dav("principal")])
        let home = try await propfind(client, "/books/u1/", depth: "1", "<d:prop><d:resourcetype/><d:displayname/><s:getctag/></d:prop>")
        #expect(try home.hrefs() == ["/dav/books/u1/", "/dav/books/u1/b1/"])
        let book = try #require(try home.responses()["/dav/books/u1/b1/"])
        #expect(book.found["resourcetype"]?.elements.map(\.name) == [.dav("collection"), .card("addressbook")])
        #expect(book.found["displayname"]?.text == "Personal")
        #expect(book.found["getctag"]?.text == "data:,b1/0")
    }

    @Test func tellsAllOfABook() async throws {
        let client = Client()
        let names = LiveProperty.allCases.map { property in
            let prefix = ["DAV:": "d", Space.card: "c", Space.calendarServer: "s"][property.name.space] ?? "x"
            return "<\(prefix):\(property.name.local)/>"
        }
        let got = try await propfind(client, "/books/u1/b1/", "<d:prop>\(names.joined())<x:mine/></d:prop>")
        let book = try #require(try got.responses()["/dav/books/u1/b1/"])
        let missing: Set = [
            "getetag", "getcontenttype", "getcontentlength", "getlastmodified", "creationdate", "addressbook-home-set", "principal-URL",
            "addressbook-description", "mine",
        ]
        for (name, status) in book.statuses { #expect(status == (missing.contains(name) ? 404 : 200), "\(name)") }
        #expect(book.statuses.count == names.count + 1)
        #expect(book.found["supported-collation-set"]?.elements.map(\.text) == ["i;ascii-casemap", "i;octet", "i;unicode-casemap"])
        #expect(book.found["supported-address-data"]?.elements.map { $0.attribute("version") } == ["3.0", "4.0"])
        #expect(book.found["max-resource-size"]?.text == "1048576")
        #expect(book.found["owner"]?[.dav("href")]?.text == "/dav/principals/u1/")
        let privileges = book.found["current-user-privilege-set"]?.elements.flatMap(\.elements).map(\.name.local) ?? []
        #expect(privileges.contains("write-content"))
    }

    @Test func tellsAllOfACard() async throws {
        let client = Client()
        let text = Client.card("x")
        let put = try await client.put("a b.vcf", text)
        let got = try await propfind(client, "/books/u1/b1/", depth: "1")
        #expect(try got.hrefs() == ["/dav/books/u1/b1/", "/dav/books/u1/b1/a%20b.vcf"])
        let card = try #require(try got.responses()["/dav/books/u1/b1/a%20b.vcf"])
        #expect(card.found["getetag"]?.text == put.headers["etag"])
        #expect(card.found["getcontenttype"]?.text == "text/vcard; charset=utf-8")
        #expect(card.found["getcontentlength"]?.text == "\(text.utf8.count)")
        #expect(card.found["getlastmodified"]?.text == "Sun, 22 Nov 2026 14:40:57 GMT")
        #expect(card.found["creationdate"]?.text == "2026-11-20T08:00:00Z")
        #expect(card.found["resourcetype"]?.elements.isEmpty == true)
        #expect(card.elements.filter { $0.name == .dav("propstat") }.count == 1)
        let one = try await propfind(client, "/books/u1/b1/a%20b.vcf", depth: "infinity", "<d:propname/>")
        let names = try #require(try one.responses().values.first).found.keys
        #expect(names.contains("getetag") && !names.contains("displayname"))
    }

    @Test(arguments: ["/", "/principals/", "/principals/u1/", "/books/", "/books/u1/", "/books/u1/b1/"])
    func refusesToGoAllTheWayDown(_ path: String) async throws {
        for depth in ["infinity", nil] {
            let got = try await propfind(Client(), path, depth: depth)
            #expect(got.status == 403)
            #expect(try got.precondition() == "propfind-finite-depth")
        }
        for depth in ["0", "1"] { #expect(try await propfind(Client(), path, depth: depth).status == 207) }
        #expect(try await propfind(Client(), path, depth: "2").status == 400)
    }

    @Test(arguments: [
        "<x", "<d:propfind xmlns:d='DAV:'/>", "<d:prop xmlns:d='DAV:'/>", "<propfind><prop/></propfind>",
        "<d:propfind xmlns:d='DAV:'><d:allprop/><d:propname/></d:propfind>",
    ])
    func refusesWhatIsNoPropfind(_ body: String) async throws {
        #expect(try await Client().send("PROPFIND", "/", ["depth": "0"], body: body).status == 400)
    }

    @Test func leavesOutWhatIsMissingWhenAskedTo() async throws {
        for headers in [["prefer": "return=minimal"], ["brief": "t"]] {
            let got = try await propfind(Client(), "/", "<d:prop><x:a/><d:resourcetype/></d:prop>", headers: headers)
            #expect(try #require(try got.responses()["/dav/"]).statuses == ["resourcetype": 200])
            #expect(got.headers["preference-applied"] == (headers["prefer"] == nil ? nil : "return=minimal"))
            #expect(got.headers["vary"] == "Prefer, Brief")
            // All was done, and nothing more is said.
            let body =
                "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop><d:displayname>New</d:displayname></d:prop></d:set></d:propertyupdate>"
            let done = try await Client().send("PROPPATCH", "/books/u1/b1/", headers, body: body)
            #expect(done.status == 200 && done.bytes.isEmpty)
            let not = try await Client().send("PROPPATCH", "/books/u1/", headers, body: body)
            #expect(not.status == 207)
        }
        let all = try await propfind(Client(), "/", "<d:prop><x:a/></d:prop>")
        #expect(try #require(try all.responses()["/dav/"]).statuses == ["a": 404])
        #expect(all.headers["vary"] == "Prefer, Brief" && all.headers["preference-applied"] == nil)
    }

    @Test func includesWhatIsNamedBesideAll() async throws {
        let got = try await propfind(Client(), "/books/u1/b1/", "<d:allprop/><d:include><d:sync-token/><x:none/></d:include>")
        let statuses = try #require(try got.responses().values.first).statuses
        #expect(statuses == ["resourcetype": 200, "displayname": 200, "sync-token": 200, "none": 404])
    }

    // MARK: - PROPPATCH

    private func proppatch(_ client: Client, _ path: String, _ inner: String) async throws -> Client.Got {
        try await client.send(
            "PROPPATCH", path,
            body: "<d:propertyupdate xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:carddav' xmlns:x='urn:x'>\(inner)</d:propertyupdate>")
    }

    @Test func changesABook() async throws {
        let client = Client()
        let got = try await proppatch(
            client, "/books/u1/b1/",
            "<d:set><d:prop><d:displayname> Friends &amp; co </d:displayname><c:addressbook-description>Who I like</c:addressbook-description><x:color xml:lang='de'>rot<x:b a='1'>&lt;</x:b></x:color></d:prop></d:set>"
        )
        #expect(got.status == 207)
        #expect(
            try #require(try got.responses()["/dav/books/u1/b1/"]).statuses == [
                "displayname": 200, "addressbook-description": 200, "color": 200,
            ])
        #expect(client.library.state.withLock { $0.books[0].name } == "Friends & co")
        let found = try #require(
            try await propfind(client, "/books/u1/b1/", "<d:prop><d:displayname/><c:addressbook-description/><x:color/></d:prop>")
                .responses().values.first
        ).found
        #expect(found["displayname"]?.text == "Friends & co")
        #expect(found["addressbook-description"]?.text == "Who I like")
        let color = try #require(found["color"])
        #expect(color.attributes == [Name(Space.xml, "lang"): "de"])
        #expect(
            color.children == [
                .text("rot"), .element(Element(name: Name("urn:x", "b"), attributes: [Name("", "a"): "1"], children: [.text("<")])),
            ])
        // It is among all, and gone when it is removed.
        #expect(try #require(try await propfind(client, "/books/u1/b1/", "<d:allprop/>").responses().values.first).found["color"] != nil)
        #expect(try #require(try await propfind(client, "/books/u1/b1/", "<d:propname/>").responses().values.first).found["color"] != nil)
        #expect(try await proppatch(client, "/books/u1/b1/", "<d:remove><d:prop><x:color/><x:never/></d:prop></d:remove>").status == 207)
        #expect(
            try #require(try await propfind(client, "/books/u1/b1/", "<d:prop><x:color/></d:prop>").responses().values.first).statuses == [
                "color": 404
            ])
        #expect(client.library.state.withLock { $0.values.isEmpty })
    }

    @Test(arguments: [
        (
            "<d:set><d:prop><x:a>1</x:a><d:getetag>2</d:getetag><d:displayname>New</d:displayname></d:prop></d:set>",
            ["a": 424, "getetag": 403, "displayname": 424]
        ),
        (
            "<d:set><d:prop><x:a>1</x:a></d:prop></d:set><d:remove><d:prop><d:displayname/></d:prop></d:remove>",
            ["a": 424, "displayname": 403]
        ),
        ("<d:set><d:prop><d:displayname> </d:displayname><x:a>1</x:a></d:prop></d:set>", ["a": 424, "displayname": 409]),
        ("<d:set><d:prop><x:a>1</x:a><x:b>\(String(repeating: "x", count: 70_000))</x:b></d:prop></d:set>", ["a": 507, "b": 507]),
        ("<d:set><d:prop><c:max-resource-size>1</c:max-resource-size></d:prop></d:set>", ["max-resource-size": 403]),
    ])
    func changesAllOrNothing(_ inner: String, _ statuses: [String: Int]) async throws {
        let client = Client()
        let got = try await proppatch(client, "/books/u1/b1/", inner)
        #expect(got.status == 207)
        #expect(try #require(try got.responses().values.first).statuses == statuses)
        #expect(client.library.state.withLock { $0.books[0].name == "Personal" && $0.values.isEmpty })
    }

    @Test func keepsWhatClientsMadeUpOnHomeAndPrincipal() async throws {
        let client = Client()
        for path in ["/books/u1/", "/principals/u1/"] {
            #expect(try await proppatch(client, path, "<d:set><d:prop><x:me>1</x:me></d:prop></d:set>").status == 207)
            #expect(
                try #require(try await propfind(client, path, "<d:prop><x:me/></d:prop>").responses().values.first).found["me"]?.text == "1"
            )
            let refused = try await proppatch(client, path, "<d:set><d:prop><d:displayname>Eve</d:displayname></d:prop></d:set>")
            #expect(try #require(try refused.responses().values.first).statuses == ["displayname": 403])
        }
    }

    @Test(arguments: [
        ("/books/u1/b1/x.vcf", "/dav/books/u1/b1/x.vcf"), ("/", "/dav/"), ("/principals/", "/dav/principals/"), ("/books/", "/dav/books/"),
    ])
    func saysOfEachPropertyThatItIsNotKeptThere(_ path: String, _ href: String) async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        let got = try await proppatch(
            client, path, "<d:set><d:prop><d:getetag>1</d:getetag><x:a>1</x:a></d:prop></d:set><d:remove><d:prop><x:b/></d:prop></d:remove>"
        )
        #expect(got.status == 207)
        let response = try #require(try got.responses()[href])
        #expect(response.statuses == ["getetag": 403, "a": 403, "b": 403])
        for propstat in response.elements.filter({ $0.name == .dav("propstat") }) {
            #expect(propstat[.dav("error")]?.elements.map(\.name.local) == ["cannot-modify-protected-property"])
        }
        #expect(client.library.state.withLock { $0.values.isEmpty })
        #expect(try await proppatch(client, "/books/u1/b1/none.vcf", "<d:set><d:prop><x:a>1</x:a></d:prop></d:set>").status == 404)
    }

    @Test(arguments: [("", "name"), (String(repeating: "x", count: 5_000), "255")])
    func saysWhyANameIsNotTaken(_ name: String, _ word: String) async throws {
        let got = try await proppatch(Client(), "/books/u1/b1/", "<d:set><d:prop><d:displayname>\(name)</d:displayname></d:prop></d:set>")
        let response = try #require(try got.responses().values.first)
        #expect(response.statuses == ["displayname": 409])
        #expect(response[.dav("propstat")]?[.dav("responsedescription")]?.text.contains(word) == true)
    }

    /// What Allow says is what is not answered with 405.
    @Test(arguments: ["/", "/principals/", "/principals/u1/", "/books/", "/books/u1/", "/books/u1/b1/", "/books/u1/b1/x.vcf"])
    func allowsWhatItSays(_ path: String) async throws {
        let all = ["GET", "HEAD", "PUT", "DELETE", "MOVE", "COPY", "MKCOL", "PROPFIND", "PROPPATCH", "REPORT", "POST", "LOCK"]
        var allowed: Set<String> = ["OPTIONS"]
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        for method in all where try await client.send(method, path, ["if-match": "\"never\""]).status != 405 { allowed.insert(method) }
        // MKCOL of what is there is 405 by its RFC, and may be asked all the same when it is gone.
        if path == "/books/u1/b1/" { allowed.insert("MKCOL") }
        if path.hasSuffix(".vcf") { allowed.remove("MKCOL") }
        let told = try #require(try await client.send("OPTIONS", path).headers["allow"])
        #expect(Set(told.split(separator: ",").map { Text.trim($0) }) == allowed)
    }

    @Test(arguments: [
        "", "<x", "<d:propertyupdate xmlns:d='DAV:'/>", "<d:propfind xmlns:d='DAV:'/>",
        "<d:propertyupdate xmlns:d='DAV:'><d:set/></d:propertyupdate>",
    ])
    func refusesWhatIsNoUpdate(_ body: String) async throws {
        #expect(try await Client().send("PROPPATCH", "/books/u1/b1/", body: body).status == 400)
    }

    // MARK: - MKCOL

    private static func mkcol(_ inner: String) -> String {
        "<d:mkcol xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:carddav' xmlns:x='urn:x'><d:set><d:prop>\(inner)</d:prop></d:set></d:mkcol>"
    }
    private static let type = "<d:resourcetype><d:collection/><c:addressbook/></d:resourcetype>"

    @Test func makesABookWhereTheClientWantsIt() async throws {
        let client = Client()
        let body = PropertyTests.mkcol(
            PropertyTests.type
                + "<d:displayname>Work</d:displayname><c:addressbook-description>Jobs</c:addressbook-description><x:a>1</x:a>")
        #expect(
            try await client.send("MKCOL", "/books/u1/my%20work/", ["content-type": "text/xml; charset=utf-8"], body: body).status == 201)
        let found = try #require(
            try await propfind(client, "/books/u1/my%20work/", "<d:prop><d:displayname/><c:addressbook-description/><x:a/></d:prop>")
                .responses()["/dav/books/u1/my%20work/"]
        ).found
        #expect(found.mapValues(\.text) == ["displayname": "Work", "addressbook-description": "Jobs", "a": "1"])
        // It has that one path and no other, also after the plugin was started anew.
        let again = Server(house: client.library.house)
        let id = try #require(client.library.state.withLock { $0.books.last?.id })
        var call = Call(method: "PROPFIND", path: "/books/u1/\(id)/", headers: ["depth": "1"], remote: "192.0.2.1")
        call.credentials = Credentials(name: "nora", password: "secret")
        #expect(await again.answer(call).status == 404)
        call.path = "/books/u1/my%20work"
        #expect(await again.answer(call).status == 207)
        call.path = "/books/u1/\(id)/x.vcf"
        call.method = "GET"
        #expect(await again.answer(call).status == 404)
        #expect(try await client.send("MKCOL", "/books/u1/my%20work/").status == 405)
        #expect(try await client.send("MKCOL", "/books/u1/\(id)/").status == 403)
    }

    @Test(
        arguments: [
            ("/books/u1/new/", "", nil, 201, nil), ("/books/u1/b1/", "", nil, 405, nil),
            ("/books/u1/b1/sub/", "", nil, 403, "addressbook-collection-location-ok"),
            ("/books/u1/none/sub/", "", nil, 409, nil), ("/books/u1/b1/x.vcf/sub/", "", nil, 409, nil),
            ("/books/u2/b9/x.vcf/sub/", "", nil, 404, nil), ("/books/u1/new/", mkcol("<d:displayname>x</d:displayname>"), nil, 201, nil),
            ("/books/u1/new/", mkcol("<d:resourcetype><d:collection/></d:resourcetype>"), nil, 403, "valid-resourcetype"),
            ("/books/u1/new/", mkcol(type + "<d:getetag>x</d:getetag><d:displayname>x</d:displayname>"), nil, 403, nil),
            ("/books/u1/new/", "<x", nil, 400, nil), ("/books/u1/new/", "<d:propfind xmlns:d='DAV:'/>", nil, 400, nil),
            ("/books/u1/new/", "{}", "application/json", 415, nil),
        ] as [(String, String, String?, Int, String?)])
    func makesOrRefuses(_ path: String, _ body: String, _ type: String?, _ status: Int, _ precondition: String?) async throws {
        let client = Client()
        let got = try await client.send("MKCOL", path, type.map { ["content-type": $0] } ?? [:], body: body)
        #expect(got.status == status)
        if let precondition { #expect(try got.precondition() == precondition) }
        #expect(client.library.state.withLock { $0.books.count } == (status == 201 ? 3 : 2))
    }
}
