import Testing

@testable import CardDAV

/// The expand-property report, and the reports that can be asked for about single cards.
@Suite struct ExpandTests {
    private static let spaces = "xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:carddav'"

    private func expand(_ client: Client, _ path: String, _ inner: String, _ headers: [String: String] = [:]) async throws -> Client.Got {
        try await client.send("REPORT", path, headers, body: "<d:expand-property \(ExpandTests.spaces)>\(inner)</d:expand-property>")
    }

    private static let toHome =
        "<d:property name='current-user-principal'><d:property name='displayname'/>"
        + "<d:property name='addressbook-home-set' namespace='urn:ietf:params:xml:ns:carddav'>"
        + "<d:property name='resourcetype'/><d:property name='none' namespace='urn:x'/></d:property></d:property>"

    @Test(arguments: [
        "/", "/principals/", "/principals/u1/", "/books/", "/books/u1/", "/books/u1/b1/", "/books/u1/b1/x.vcf",
    ])
    func goesFromAnywhereToTheHome(_ path: String) async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        let got = try await expand(client, path, ExpandTests.toHome)
        #expect(got.status == 207)
        let response = try #require(try got.responses()["/dav" + path])
        let principal = try #require(response.found["current-user-principal"]?[.dav("response")])
        #expect(principal[.dav("href")]?.text == "/dav/principals/u1/")
        #expect(principal.found["displayname"]?.text == "Nora Example")
        let home = try #require(principal.found["addressbook-home-set"]?[.dav("response")])
        #expect(home[.dav("href")]?.text == "/dav/books/u1/")
        #expect(home.found["resourcetype"]?.elements.map(\.name.local) == ["collection"])
        #expect(home.statuses["none"] == 404)
    }

    @Test func tellsPropertiesThatLeadNowhereAsTheyAre() async throws {
        let client = Client()
        let color = "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop><color xmlns='urn:x'>red</color></d:prop></d:set></d:propertyupdate>"
        #expect(try await client.send("PROPPATCH", "/books/u1/b1/", body: color).status == 207)
        let got = try await expand(
            client, "/books/u1/b1/",
            "<d:property name='displayname'><d:property name='x'/></d:property><d:property name='owner'/><d:property name='sync-token'/>"
                + "<d:property name='color' namespace='urn:x'/><d:property name='getetag'/>")
        let book = try #require(try got.responses()["/dav/books/u1/b1/"])
        #expect(book.found["displayname"]?.text == "Personal")
        #expect(book.found["owner"]?.elements.map(\.name.local) == ["href"])
        #expect(book.found["sync-token"]?.text == "data:,b1/0")
        #expect(book.found["color"]?.text == "red")
        #expect(book.statuses["getetag"] == 404)
    }

    @Test(arguments: [
        ("/books/u1/b1/", "", [:], 400), ("/books/u1/b1/", "<d:property/>", [:], 400), ("/books/u1/none/", toHome, [:], 404),
        ("/books/u1/b1/none.vcf", toHome, [:], 404), ("/books/u2/", toHome, [:], 404), ("/", toHome, ["depth": "1"], 400),
        ("/", String(repeating: toHome, count: 101), [:], 413),
    ])
    func refuses(_ path: String, _ inner: String, _ headers: [String: String], _ status: Int) async throws {
        #expect(try await expand(Client(), path, inner, headers).status == status)
    }

    // MARK: - Cards

    @Test(arguments: [("p1", true), ("p2", false)])
    func asksOneCard(_ text: String, _ passes: Bool) async throws {
        let client = Client()
        for number in 1...2 { try await client.put("\(number).vcf", Client.card("u\(number)", more: ["EMAIL:p\(number)@example.org"])) }
        let body =
            "<c:addressbook-query \(ExpandTests.spaces)><d:prop><d:getetag/><c:address-data/></d:prop><c:filter><c:prop-filter name='EMAIL'>"
            + "<c:text-match>\(text)</c:text-match></c:prop-filter></c:filter></c:addressbook-query>"
        for headers in [[:], ["depth": "0"], ["depth": "1"]] as [[String: String]] {
            let got = try await client.send("REPORT", "/books/u1/b1/1.vcf", headers, body: body)
            #expect(got.status == 207)
            #expect(try got.hrefs() == (passes ? ["/dav/books/u1/b1/1.vcf"] : []))
            if passes {
                let found = try #require(try got.responses().values.first).found
                #expect(found["address-data"]?.text.contains("UID:u1") == true)
            }
        }
        #expect(try await client.send("REPORT", "/books/u1/b1/none.vcf", body: body).status == 404)
    }

    @Test func getsOneCardByItself() async throws {
        let client = Client()
        for number in 1...2 { try await client.put("\(number).vcf", Client.card("u\(number)")) }
        let body =
            "<c:addressbook-multiget \(ExpandTests.spaces)><d:prop><c:address-data/></d:prop>"
            + "<d:href>/dav/books/u1/b1/1.vcf</d:href><d:href>/dav/books/u1/b1/2.vcf</d:href></c:addressbook-multiget>"
        let got = try await client.send("REPORT", "/books/u1/b1/1.vcf", body: body).responses()
        #expect(got["/dav/books/u1/b1/1.vcf"]?.found["address-data"]?.text == Client.card("u1"))
        #expect(got["/dav/books/u1/b1/2.vcf"]?.status == 404)
        #expect(try await client.send("REPORT", "/books/u1/b1/none.vcf", body: body).status == 404)
    }

    /// What something says of itself is what it answers.
    @Test(arguments: ["/", "/principals/u1/", "/books/u1/", "/books/u1/b1/", "/books/u1/b1/x.vcf"])
    func answersTheReportsItNames(_ path: String) async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        let got = try await client.send(
            "PROPFIND", path, ["depth": "0"], body: "<d:propfind xmlns:d='DAV:'><d:prop><d:supported-report-set/></d:prop></d:propfind>")
        let set = try #require(try got.responses().values.first?.found["supported-report-set"])
        let told = set.elements.compactMap { $0[.dav("report")]?.elements.first?.name }
        let known = [Name.card("addressbook-query"), .card("addressbook-multiget"), .dav("sync-collection"), .dav("expand-property")]
        for name in known {
            let prefix = name.space == Space.card ? "c" : "d"
            let answer = try await client.send("REPORT", path, body: "<\(prefix):\(name.local) \(ExpandTests.spaces)/>")
            // An empty report is broken where it is known, and unknown elsewhere.
            #expect(answer.status == (told.contains(name) ? 400 : 403))
        }
        #expect(told.contains(.dav("expand-property")))
        #expect(told.contains(.card("addressbook-query")) == path.contains("b1"))
    }
}
