import Core
import Testing

@testable import Contact

@Suite struct SyntaxTests {
    @Test(arguments: Sample.all) func whatIsReadIsWritten(_ text: String) throws {
        let card = try VCard(Array(text.utf8))
        #expect(String(decoding: card.bytes, as: UTF8.self) == text)
    }

    /// A line and what it means: group, name, parameters, value.
    @Test(
        arguments: [
            ("item1.TEL;type=HOME;type=pref:+1", "item1|TEL|TYPE=HOME TYPE=pref|+1"),
            ("TEL;HOME;VOICE:1", "-|TEL|TYPE=HOME TYPE=VOICE|1"), ("tel;Type=\"home,work\":1", "-|TEL|TYPE=home,work|1"),
            ("ADR;LABEL=\"a^nb^'c^'^^\":;;x", "-|ADR|LABEL=a\nb\"c\"^|;;x"),
            ("X-A;X-B=\"a:b;c,d\";X-C=e,f:v:w", "-|X-A|X-B=a:b;c,d X-C=e,f|v:w"),
            ("NOTE;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=FCrgen", "-|NOTE|ENCODING=QUOTED-PRINTABLE CHARSET=ISO-8859-1|J\u{FC}rgen"),
            ("NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=3D", "-|NOTE|ENCODING=QUOTED-PRINTABLE|a\\nb="), ("NOTE:a&#13;", "-|NOTE||a"),
            ("X-A;B=\"never closed:v", "-|X-A|B=\"never closed|v"), ("X-EMPTY:", "-|X-EMPTY||"), ("NOTE;:x", "-|NOTE||x"),
            ("NOTE:fol\r\n ded \r\n\tline", "-|NOTE||folded line"),
        ])
    func lines(_ text: String, _ meaning: String) throws {
        let card = try VCard(Array("BEGIN:VCARD\r\nVERSION:3.0\r\n\(text)\r\nEND:VCARD\r\n".utf8))
        let line = card.lines[1]
        let parameters = line.parameters.map { "\($0.name)=\($0.values.joined(separator: ","))" }.joined(separator: " ")
        #expect("\(line.group ?? "-")|\(line.name)|\(parameters)|\(line.value)" == meaning)
    }

    /// A text and where it is wrong.
    @Test(
        arguments: [
            ("", 1), ("hello", 1), ("BEGIN:VCARD\nVERSION:3.0\nFN:x\n", 1), ("BEGIN:VCARD\nFN\nEND:VCARD", 2),
            ("BEGIN:VCARD\n:x\nEND:VCARD", 2),
            ("BEGIN:VCARD\nVERSION:3.0\n\nA B:x\nEND:VCARD", 4), ("BEGIN:VCARD\nA:1\nBEGIN:VCARD\nEND:VCARD", 3),
            ("BEGIN:VCARD\nA;=x:1\nEND:VCARD", 2), ("BEGIN:VCARD\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD", 3),
            ("BEGIN:VCARD\nAGENT:\nBEGIN:VCARD\nFN:x", 3), ("\u{0}\u{0}", 1), ("BEGIN:VCARD\n\u{0}:x\nEND:VCARD", 2),
        ])
    func faults(_ text: String, _ line: Int) throws {
        let fault = #expect(throws: VCardFault.self) { _ = try VCard(Array(text.utf8)) }
        #expect(fault?.line == line, "\(fault?.words ?? "")")
    }

    @Test func aFileIsReadCardByCard() {
        let text = Sample.apple + "\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nbroken\r\nEND:VCARD\r\n" + Sample.old + "rubbish\n" + Sample.group
        let found = VCard.all(in: Array(text.utf8)).map { result -> String in
            switch result {
            case .success(let card): return card.text("FN") ?? "?"
            case .failure(let fault): return fault.reason
            }
        }
        #expect(
            found == ["Ada Lovelace", "There is no colon.", "J\u{FC}rgen M\u{FC}ller", "A vCard begins with BEGIN:VCARD.", "Engineers"])
    }

    /// The same card as careless programs send it.
    @Test(
        arguments: [
            "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD", "\u{FEFF}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n",
            "\r\n\r\nBEGIN:VCARD&#13;\nVERSION:3.0&#13;\nFN:Ada&#13;\nEND:VCARD&#13;\n\n", "begin:vcard\rversion:3.0\rfn:Ada\rend:vcard\r",
            "BEGIN:VCARD\r\r\nVERSION:3.0\r\r\nFN:Ada\r\r\nEND:VCARD\r\r\n", "BEGIN: VCARD\nVERSION:3.0\nFN:A\n da\nEND: VCARD",
            "BEGIN:VCARD\nVERSION:3.0\n\nFN:Ada\n\nEND:VCARD",
        ])
    func carelessness(_ text: String) throws {
        let card = try VCard(Array(text.utf8))
        #expect(card.text("FN") == "Ada" && card.version == .v30)
    }

    @Test func lettersOfOtherCharsets() throws {
        let latin = Array("BEGIN:VCARD\nVERSION:2.1\nFN:J".utf8) + [0xFC] + Array("rgen\nEND:VCARD\n".utf8)
        #expect(try VCard(latin).text("FN") == "J\u{FC}rgen")
        let wide = Array("BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        #expect(try VCard([0xFF, 0xFE] + wide).text("FN") == "Ada")
    }

    @Test func longLinesAreFoldedBetweenCharacters() throws {
        let name = String(repeating: "\u{1F469}\u{200D}\u{1F52C}\u{E9}\u{4E2D}", count: 40)
        let card = try VCard.making(["name": ["full": .string(name)]])
        let lines = card.bytes.split(separator: 10)
        #expect(lines.allSatisfy { $0.count <= 76 && String(validating: $0, as: UTF8.self) != nil })
        #expect(try VCard(card.bytes).text("FN") == name)
    }

    @Test func agentsAndUnindentedPicturesAreKept() throws {
        let text =
            "BEGIN:VCARD\nVERSION:2.1\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Aide\nEND:VCARD\nPHOTO;BASE64:AAAA\nBBBB\nCC==\n\nTEL:1\nEND:VCARD\n"
        let card = try VCard(Array(text.utf8))
        #expect(String(decoding: card.bytes, as: UTF8.self) == text)
        #expect(card.lines.map(\.name) == ["VERSION", "FN", "AGENT", "PHOTO", "TEL"] && card.first("PHOTO")?.value == "AAAABBBBCC==")
    }

    /// Bytes changed, cut and repeated in every way a generator thinks of: each ends in a card or a fault, and what is read is written.
    @Test func brokenCardsAreCardsOrFaults() throws {
        var random: UInt64 = 88_172_645_463_325_252
        func next(_ below: Int) -> Int {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Int(random % UInt64(below))
        }
        let spice: [[UInt8]] = [
            [58], [59], [44], [10], [13, 10], [32], [34], [92], [61], [0], [255], [46], [94], Array("BEGIN:VCARD\n".utf8),
            Array("END:VCARD\n".utf8), Array(";ENCODING=QUOTED-PRINTABLE".utf8), Array(";BASE64".utf8),
        ]
        for round in 0..<600 {
            var bytes = Array(Sample.all[round % Sample.all.count].utf8)
            for _ in 0...next(6) {
                let at = next(bytes.count)
                switch next(4) {
                case 0: bytes[at] = UInt8(next(256))
                case 1: bytes.insert(contentsOf: spice[next(spice.count)], at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + next(60)))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + next(200))], at: next(bytes.count))
                }
                if bytes.isEmpty { bytes = [58] }
            }
            for result in VCard.all(in: bytes) {
                guard case .success(let card) = result else { continue }
                let json = CardReading(card).json
                _ = CardFacts(card)
                #expect(try VCard(card.bytes).lines.count == card.lines.count)
                // Saying what the card says changes nothing.
                let again = try card.applying(json)
                let changed = zip(again.lines, card.lines).first { $0 != $1 }
                #expect(again.bytes == card.bytes, "\(changed.map { "\($0)" } ?? "\(again.lines.last!)")")
            }
        }
    }

    @Test func sizeIsNoTrouble() throws {
        let many = "BEGIN:VCARD\nVERSION:3.0\n" + String(repeating: "X-A:b\n", count: 20_001) + "END:VCARD\n"
        #expect(throws: VCardFault.self) { _ = try VCard(Array(many.utf8)) }
        let head = "BEGIN:VCARD\nVERSION:3.0\nX-A" + String(repeating: ";B=c", count: 20_000) + ":d\nEND:VCARD\n"
        #expect(throws: VCardFault.self) { _ = try VCard(Array(head.utf8)) }
        let long = "BEGIN:VCARD\nVERSION:3.0\nFN:x\nNOTE:" + String(repeating: "\\n", count: 400_000) + "\nEND:VCARD\n"
        #expect(try VCard(Array(long.utf8)).lines.count == 3)
    }
}
