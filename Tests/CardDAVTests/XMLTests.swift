import Testing

@testable import CardDAV

/// What a request's body may be.
@Suite struct XMLTests {
    @Test func readsNamesTextAndAttributes() throws {
        let text = """
            <?xml version="1.0" encoding="utf-8"?>
            <D:a xmlns:D="DAV:" xmlns="urn:x" D:k="v" plain="&lt;&#65;&amp;">one<b>two</b><![CDATA[<three>]]> &gt;</D:a>
            """
        let root = try XMLReader.read(Array(text.utf8))
        #expect(root.name == .dav("a"))
        #expect(root.attributes == [Name("DAV:", "k"): "v", Name("", "plain"): "<A&"])
        #expect(root.text == "one<three> >")
        #expect(root.elements == [Element(name: Name("urn:x", "b"), children: [.text("two")])])
    }

    @Test(arguments: [
        ("", 400), (" ", 400), ("text", 400), ("<a", 400), ("<a>", 400), ("<a></b>", 400), ("<a/><b/>", 400), ("<p:a/>", 400),
        ("<a p:b=''/>", 400),
        ("<a>&nbsp;</a>", 400), ("<a>\u{1}</a>", 400), ("<a b='1' b='2'/>", 400),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", 400),
        ("<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/x.dtd'><a/>", 400),
        ("<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><l>&c;</l>", 400),
        ("<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]><a/>", 400),
        (String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65), 413),
        (String(repeating: "<a>", count: 100_000), 413),
        ("<r>" + String(repeating: "<a/>", count: 50_001) + "</r>", 413),
        ("<r>" + String(repeating: "a", count: 4 << 20) + "</r>", 413),
    ])
    func refuses(_ text: String, _ status: Int) {
        let refusal = #expect(throws: Refusal.self) { try XMLReader.read(Array(text.utf8)) }
        #expect(refusal?.status == status)
    }

    @Test func refusesBytesThatAreNoText() {
        #expect(throws: Refusal.self) { try XMLReader.read([60, 97, 62, 0xFF, 0xFE, 60, 47, 97, 62]) }
        #expect(throws: Refusal.self) { try XMLReader.read([UInt8](repeating: 0, count: 1000)) }
    }

    @Test func takesWhatIsJustAllowed() throws {
        let deep = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
        #expect(try XMLReader.read(Array(deep.utf8)).name.local == "a")
        let wide = "<r>" + String(repeating: "<a/>", count: 49_999) + "</r>"
        #expect(try XMLReader.read(Array(wide.utf8)).elements.count == 49_999)
    }

    /// Whatever is written is read back the same, byte for byte.
    @Test(arguments: [
        "plain", "<&>\"'", "a\r\nb\rc\n\td", "]]>", "ünïcödé 🎈", "\u{FFFD}\u{FEFF}x", "  space  ",
    ])
    func writesTextThatReadsTheSame(_ text: String) throws {
        var writer = XMLWriter()
        writer.begin(document: .dav("multistatus"))
        writer.element(Name("urn:odd\"<&", "p"), text)
        writer.tree(Element(name: .card("q"), attributes: [Name("", "k"): text, Name("urn:y", "z"): "1"], children: [.text(text)]))
        writer.end(.dav("multistatus"))
        let root = try XMLReader.read(writer.bytes)
        #expect(root.elements.map(\.text) == [text, text])
        #expect(root.elements.first?.name == Name("urn:odd\"<&", "p"))
        #expect(root.elements.last?.attributes == [Name("", "k"): text, Name("urn:y", "z"): "1"])
    }

    @Test func writesWhatXMLCannotHoldAsReplacement() throws {
        var writer = XMLWriter()
        writer.begin(document: .dav("a"))
        writer.text("a\u{0}b\u{8}c\u{FFFE}d\u{FFFF}e")
        writer.end(.dav("a"))
        #expect(try XMLReader.read(writer.bytes).text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e")
    }

    /// Bytes at random end in an element or a refusal, never in anything else.
    @Test func survivesNoise() {
        var seed: UInt64 = 42
        func next() -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return seed >> 33
        }
        let pieces = [
            "<", ">", "/", "a", "D:", "xmlns:D='DAV:'", " ", "&", "#", ";", "<!DOCTYPE", "<![CDATA[", "]]>", "<?x", "?>", "'", "=", "\u{0}",
        ]
        for _ in 0..<2_000 {
            let text = (0..<(next() % 40)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined()
            _ = try? XMLReader.read(Array(text.utf8))
        }
    }
}
