import Testing

@testable import CardDAV

/// vCards as the plugin looks at them: heads, parts, filters, versions.
@Suite struct CardTests {
    private static func bytes(_ lines: String...) -> [UInt8] { Array((lines.joined(separator: "\r\n") + "\r\n").utf8) }

    @Test func findsLinesWithFolds() {
        let text = CardTests.bytes("BEGIN:VCARD", "NOTE:one", "  two", "\tthree", "item1.TEL;TYPE=a", " bc:1", "END:VCARD")
        let lines = RawLine.all(text)
        #expect(lines.count == 4)
        #expect(lines.flatMap(\.bytes) == text)
        #expect(ContentLine(lines[1]) == ContentLine(name: "NOTE", value: "one twothree"))
        #expect(
            ContentLine(lines[2])
                == ContentLine(name: "TEL", value: "1", group: "item1", parameters: [.init(name: "TYPE", values: ["abc"])]))
    }

    @Test(
        arguments: [
            (
                "TEL;TYPE=\"a:b;c\",d;PREF=1:+1",
                ContentLine(
                    name: "TEL", value: "+1",
                    parameters: [.init(name: "TYPE", values: ["a:b;c", "d"]), .init(name: "PREF", values: ["1"])])
            ),
            (
                "TEL;HOME;VOICE:1",
                ContentLine(
                    name: "TEL", value: "1", parameters: [.init(name: "TYPE", values: ["HOME"]), .init(name: "TYPE", values: ["VOICE"])])
            ),
            ("x-a.b:", ContentLine(name: "B", value: "", group: "x-a")), ("FN:a:b;c", ContentLine(name: "FN", value: "a:b;c")),
            ("nocolon", nil), (":x", nil), ("TEL;TYPE=\"open:1", nil), ("TEL;TYPE=", nil), (";x:1", nil), ("g.:1", nil),
        ] as [(String, ContentLine?)])
    func parsesLines(_ text: String, _ line: ContentLine?) {
        #expect(ContentLine(RawLine(bytes: Array((text + "\r\n").utf8)[...])) == line)
    }

    @Test func foldsWhatItWritesBetweenCharacters() throws {
        let value = String(repeating: "ä🎈", count: 60)
        let written = ContentLine(name: "NOTE", value: value).written
        let rows = String(decoding: written, as: UTF8.self).components("\r\n")
        #expect(rows.allSatisfy { $0.utf8.count <= 75 })
        #expect(ContentLine(RawLine(bytes: written[...]))?.value == value)
    }

    @Test(arguments: [
        "", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nUID:2\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nVERSION:4.0\r\nUID:1\r\nEND:VCARD\r\n", "BEGIN:VCARD\r\nUID:1\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\n", "VERSION:3.0\r\nUID:1\r\nEND:VCARD\r\n",
        "BEGIN:VEVENT\r\nVERSION:3.0\r\nUID:1\r\nEND:VEVENT\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nUID:2\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nX:\u{0}\r\nEND:VCARD\r\n",
    ])
    func takesNoOtherText(_ text: String) {
        let refusal = #expect(throws: Refusal.self) { try CardHead(Array(text.utf8)) }
        #expect(refusal?.precondition == .card("valid-address-data"))
    }

    @Test func takesBothVersionsAndSaysNoToOthers() throws {
        #expect(try CardHead(Array(Client.card("x").utf8)).uid == "x")
        let newer = "begin:vcard\nversion:4.0\nitem1.uid;value=text:urn:uuid:1\nFN:A\nend:vcard"
        #expect(try CardHead(Array(newer.utf8)) == CardHead(Array(newer.utf8)))
        #expect(try CardHead(Array(newer.utf8)).uid == "urn:uuid:1")
        let old = #expect(throws: Refusal.self) { try CardHead(CardTests.bytes("BEGIN:VCARD", "VERSION:2.1", "UID:1", "END:VCARD")) }
        #expect(old?.precondition == .card("supported-address-data"))
        let noText = #expect(throws: Refusal.self) { try CardHead([0xFF, 0xFE] + Array(Client.card("x").utf8)) }
        #expect(noText?.precondition == .card("valid-address-data"))
    }

    // MARK: - Filters

    private static let ada = bytes(
        "BEGIN:VCARD", "VERSION:3.0", "UID:ada", "FN:Ada Éclair", "N:Éclair;Ada;;;", "NICKNAME:Countess\\, of it",
        "EMAIL;TYPE=WORK,pref:ada@example.org",
        "item1.TEL;TYPE=CELL:+49 1", "item1.X-ABLABEL:mobile", "item2.TEL;TYPE=HOME:+49 2", "NOTE:a long", "  line", "END:VCARD")

    private static func filter(_ inner: String, _ test: String = "") throws -> Filter {
        let text = "<C:filter xmlns:C=\"urn:ietf:params:xml:ns:carddav\" \(test)>\(inner)</C:filter>"
        return try Filter(XMLReader.read(Array(text.utf8)))
    }

    @Test(arguments: [
        ("", true), ("<C:prop-filter name='EMAIL'/>", true), ("<C:prop-filter name='email'/>", true),
        ("<C:prop-filter name='PHOTO'/>", false),
        ("<C:prop-filter name='PHOTO'><C:is-not-defined/></C:prop-filter>", true),
        ("<C:prop-filter name='EMAIL'><C:is-not-defined/></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:text-match>éCLAIR</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match>E\u{301}clair</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match collation='i;octet'>ada</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:text-match collation='i;octet'>Ada</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match collation='i;ascii-casemap'>ADA</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match collation='i;ascii-casemap'>éclair</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:text-match match-type='equals'>ada éclair</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match match-type='equals'>ada</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:text-match match-type='starts-with'>ada</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match match-type='starts-with'>éclair</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:text-match match-type='ends-with'>CLAIR</C:text-match></C:prop-filter>", true),
        (
            "<C:prop-filter name='FN'><C:text-match match-type='ends-with'>a much longer text than the name is</C:text-match></C:prop-filter>",
            false
        ),
        ("<C:prop-filter name='FN'><C:text-match negate-condition='yes'>bob</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:text-match negate-condition='yes'>ada</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='NICKNAME'><C:text-match>countess, of</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='NOTE'><C:text-match match-type='equals'>a long line</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='TEL'><C:text-match match-type='ends-with'>2</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='item1.TEL'><C:text-match match-type='ends-with'>2</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='ITEM2.TEL'><C:text-match match-type='ends-with'>2</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='TEL'><C:param-filter name='TYPE'><C:text-match>home</C:text-match></C:param-filter></C:prop-filter>", true),
        ("<C:prop-filter name='TEL'><C:param-filter name='TYPE'><C:text-match>fax</C:text-match></C:param-filter></C:prop-filter>", false),
        ("<C:prop-filter name='EMAIL'><C:param-filter name='type'/></C:prop-filter>", true),
        ("<C:prop-filter name='FN'><C:param-filter name='TYPE'/></C:prop-filter>", false),
        ("<C:prop-filter name='FN'><C:param-filter name='TYPE'><C:is-not-defined/></C:param-filter></C:prop-filter>", true),
        ("<C:prop-filter name='EMAIL'><C:param-filter name='TYPE'><C:is-not-defined/></C:param-filter></C:prop-filter>", false),
        (
            "<C:prop-filter name='EMAIL'><C:param-filter name='TYPE'><C:text-match negate-condition='yes'>work</C:text-match></C:param-filter></C:prop-filter>",
            false
        ),
        (
            "<C:prop-filter name='TEL' test='allof'><C:text-match>1</C:text-match><C:param-filter name='TYPE'><C:text-match>home</C:text-match></C:param-filter></C:prop-filter>",
            false
        ),
        (
            "<C:prop-filter name='TEL' test='allof'><C:text-match>2</C:text-match><C:param-filter name='TYPE'><C:text-match>home</C:text-match></C:param-filter></C:prop-filter>",
            true
        ),
        ("<C:prop-filter name='TEL' test='anyof'><C:text-match>1</C:text-match><C:text-match>8</C:text-match></C:prop-filter>", true),
        ("<C:prop-filter name='TEL' test='allof'><C:text-match>1</C:text-match><C:text-match>8</C:text-match></C:prop-filter>", false),
        ("<C:prop-filter name='PHOTO'/><C:prop-filter name='EMAIL'/>", true),
    ])
    func filters(_ inner: String, _ passes: Bool) throws { #expect(try CardTests.filter(inner).matches(CardTests.ada) == passes) }

    @Test func needsAllOrAny() throws {
        let both = "<C:prop-filter name='PHOTO'/><C:prop-filter name='EMAIL'/>"
        #expect(try !CardTests.filter(both, "test='allof'").matches(CardTests.ada))
        #expect(try CardTests.filter(both, "test='anyof'").matches(CardTests.ada))
    }

    @Test(
        arguments: [
            ("<C:prop-filter/>", 400, nil), ("<C:prop-filter name=''/>", 400, nil), ("<C:comp-filter name='x'/>", 403, "supported-filter"),
            ("<C:prop-filter name='FN'><C:time-range/></C:prop-filter>", 403, "supported-filter"),
            ("<C:prop-filter name='FN'><C:text-match collation='i;klingon'>x</C:text-match></C:prop-filter>", 403, "supported-collation"),
            ("<C:prop-filter name='FN'><C:text-match match-type='sounds-like'>x</C:text-match></C:prop-filter>", 403, "supported-filter"),
            ("<C:prop-filter name='FN'><C:text-match negate-condition='maybe'>x</C:text-match></C:prop-filter>", 400, nil),
            ("<C:prop-filter name='FN' test='some'/>", 400, nil),
            ("<C:prop-filter name='FN'><C:is-not-defined/><C:text-match>x</C:text-match></C:prop-filter>", 400, nil),
            (String(repeating: "<C:prop-filter name='FN'/>", count: 101), 413, nil),
        ] as [(String, Int, String?)])
    func refusesFilters(_ inner: String, _ status: Int, _ precondition: String?) {
        let refusal = #expect(throws: Refusal.self) { try CardTests.filter(inner) }
        #expect(refusal?.status == status)
        #expect(refusal?.precondition?.local == precondition)
    }

    // MARK: - Parts

    @Test func cutsOutAPart() throws {
        let text =
            "<C:address-data xmlns:C=\"urn:ietf:params:xml:ns:carddav\"><C:prop name='FN'/><C:prop name='item1.TEL'/><C:prop name='EMAIL' novalue='yes'/></C:address-data>"
        let part = try #require(try CardPart(XMLReader.read(Array(text.utf8))))
        let expected = CardTests.bytes(
            "BEGIN:VCARD", "VERSION:3.0", "FN:Ada Éclair", "EMAIL;TYPE=WORK,pref:", "item1.TEL;TYPE=CELL:+49 1", "END:VCARD")
        #expect(part.cut(CardTests.ada) == expected)
    }

    /// No text makes the reader of vCards fall over.
    @Test func survivesNoise() throws {
        var seed: UInt64 = 7
        func next() -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return seed >> 33
        }
        let pieces = [
            "\r\n", "\n", " ", ":", ";", "=", ",", "\"", "\\", ".", "FN", "TEL", "BEGIN:VCARD", "ä", "\t", "VERSION:4.0", "PHOTO", "data:",
            "\r",
        ]
        let filter = try CardTests.filter(
            "<C:prop-filter name='FN'><C:text-match>x</C:text-match><C:param-filter name='A'/></C:prop-filter>")
        for _ in 0..<3_000 {
            let text = Array((0..<(next() % 40)).map { _ in pieces[Int(next() % UInt64(pieces.count))] }.joined().utf8)
            #expect(RawLine.all(text).flatMap(\.bytes) == text)
            _ = filter.matches(text)
            _ = try? CardHead(text)
            _ = CardVersion.convert(text, to: "4.0")
            _ = CardVersion.convert(text, to: "3.0")
        }
    }
}

extension String {
    /// The parts between a separator.
    fileprivate func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
