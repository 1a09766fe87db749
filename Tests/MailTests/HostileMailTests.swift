import Core
import Foundation
import Testing

@testable import Mail

/// Everything that is done with a message when it arrives.
func ingest(_ raw: [UInt8]) -> ParsedMessage {
    let message = MessageParser.parse(raw)
    for part in message.structure.leaves.prefix(200) {
        if let id = part.partId { #expect(MessageParser.part(raw, id) != nil, "part \(id)") }
    }
    #expect(message.preview.unicodeScalars.count <= 256)
    #expect(message.search.body.utf8.count <= SearchTerms.maxBytes)
    return message
}

@Suite struct HostileMailTests {
    static func nested(_ depth: Int) -> String {
        var text = "Subject: deep\n"
        for i in 0..<depth { text += "Content-Type: multipart/mixed; boundary=b\(i)\n\n--b\(i)\n" }
        return text + "Content-Type: text/plain\n\nbottom\n"
    }

    @Test(.timeLimit(.minutes(1)), arguments: [10, 100, 3000]) func attack24DeepMultiparts(_ depth: Int) {
        let message = ingest(mail(Self.nested(depth)))
        #expect(message.structure.leaves.count >= 0)
    }

    @Test(.timeLimit(.minutes(1))) func attack24DeepMessages() {
        _ = ingest(mail("Subject: x\n" + String(repeating: "Content-Type: message/rfc822\n\n", count: 3000) + "x"))
    }

    @Test(.timeLimit(.minutes(1))) func attack24ManyParts() {
        let text = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 20_000) + "--b--\n"
        let message = MessageParser.parse(mail(text))
        #expect(message.structure.leaves.count == MimeTree.maxParts - 1)
        let bomb = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\n", count: 300_000)
        #expect(MessageParser.parse(mail(bomb)).structure.leaves.count == 1)
    }

    @Test(.timeLimit(.minutes(1))) func attack17FiftyMegabytesOfText() {
        let raw = mail("Subject: big\nContent-Type: text/html\n\n") + [UInt8](repeating: 120, count: 50 << 20)
        let message = MessageParser.parse(raw)
        #expect(message.size == raw.count)
        #expect(message.structure.size > 50 << 20 - 1)
    }

    @Test(.timeLimit(.minutes(1))) func endlessHeaders() {
        let message = ingest(mail(String(repeating: "X-A: b\n", count: 300_000) + "\nbody"))
        #expect(message.header.block.count <= HeaderBlock.maxFields)
        _ = ingest(mail("To: " + (0..<50_000).map { "a\($0)@example.org, " }.joined() + "\n\nx"))
        _ = ingest(mail("References: " + String(repeating: "<a@b> ", count: 100_000) + "\n\nx"))
        _ = ingest(mail("From: " + String(repeating: "(", count: 100_000) + "\n\nx"))
        _ = ingest(mail("To: " + String(repeating: "a:", count: 30_000) + "\n\nx"))
    }

    @Test func attack33Identity() {
        let twice = HeaderParser.parse(mail("From: a@x.example\nFrom: b@y.example\n\n"))
        #expect(twice.from.map(\.email) == ["b@y.example"])
        let hidden = HeaderParser.parse(mail("From: \"ceo@bank.example\" <evil@x.example>\nSubject: =?utf-8?q?a=0D=0ABcc:_x=00y?=\n\n"))
        #expect(hidden.from == [Address(name: "ceo@bank.example", email: "evil@x.example")])
        #expect(hidden.subject?.contains("\n") == false)
        #expect(hidden.subject?.contains("\r") == false)
    }

    @Test(arguments: [
        ("../../etc/passwd", "_.._etc_passwd"), ("a\u{202E}fdp.exe", "afdp.exe"), ("a\r\nb\0.txt", "ab.txt"), ("", "attachment"),
        ("...", "attachment"), ("C:\\x\\y.doc", "C__x_y.doc"),
        (String(repeating: "ä", count: 300) + ".pdf", String(repeating: "ä", count: 98) + ".pdf"),
    ])
    func attack22FileNames(_ name: String, _ safe: String) { #expect(FileName.safe(name) == safe) }

    @Test func charsets() {
        func text(_ charset: String, _ bytes: [UInt8]) -> String { String(decoding: Charset.utf8(bytes, charset: charset), as: UTF8.self) }
        #expect(text("iso-8859-1", [0xE9, 0x80]) == "é€")
        #expect(text("koi8-r", [0xD0, 0xD2, 0xC9]) == "при")
        #expect(text("shift_jis", [0x93, 0xFA]) == "日")
        #expect(text("iso-2022-jp", Array("\u{1B}$BF|\u{1B}(B".utf8)) == "日")
        #expect(text("gb2312", [0xD6, 0xD0]) == "中")
        #expect(text("utf-7", Array("+AOk-".utf8)) == "é")
        #expect(text("x-nothing", [0x61, 0xFF]) == "a\u{FFFD}")
        #expect(text("us-ascii", Array("é".utf8)) == "é")
        #expect(text("utf-16le", [0x61, 0, 0x62]).hasPrefix("a"))
    }

    /// Mangled copies of a real-looking message: cut, flipped, doubled. Never a crash, always bounded.
    @Test func mangled() {
        let seed = mail(
            "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>\nSubject: =?utf-8?b?w6TDtg==?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p style=3D\"color:red\">&eacute;=\n x</p>\n--b\nContent-Type: image/png; name*0*=utf-8''a%20; name*1=b\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
        )
        var state: UInt64 = 42
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        for _ in 0..<400 {
            var raw = seed
            for _ in 0..<1 + next(6) {
                switch next(4) {
                case 0: raw[next(raw.count)] = UInt8(next(256))
                case 1: raw.removeSubrange(0..<next(raw.count / 2 + 1))
                case 2: raw.removeLast(next(raw.count / 2 + 1))
                default: raw += raw.prefix(next(raw.count))
                }
                if raw.isEmpty { raw = [10] }
            }
            let message = ingest(raw)
            if let html = message.bodies.html.first?.partId, let part = MessageParser.part(raw, html) {
                expectInert(HTMLPolicy.clean(String(decoding: part.bytes, as: UTF8.self)).html, "mangled")
            }
        }
    }

    /// Mail of others, when a collection is there.
    @Test(.enabled(if: corpus != nil)) func foreignMail() throws {
        let folder = corpusFolder
        let temporary = FileManager.default.temporaryDirectory.appendingPathComponent("corpus-\(UInt64.random(in: 0...UInt64.max))")
        defer { try? FileManager.default.removeItem(at: temporary) }
        for name in ["real-mail.tar.xz", "fixtures.tar.xz"] {
            let archive = folder.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: archive.path) else { continue }
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            tar.arguments = ["tar", "-xJf", archive.path, "-C", temporary.path]
            try tar.run()
            tar.waitUntilExit()
            #expect(tar.terminationStatus == 0)
        }
        guard let files = FileManager.default.enumerator(at: temporary, includingPropertiesForKeys: [.isRegularFileKey]) else { return }
        var count = 0
        var withText = 0
        for case let file as URL in files where (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true {
            let raw = [UInt8](try Data(contentsOf: file))
            let message = ingest(raw)
            count += 1
            if !message.preview.isEmpty { withText += 1 }
        }
        #expect(count > 3000)
        #expect(withText * 10 > count * 8, "\(withText) of \(count) have a preview")
    }

    @Test(.enabled(if: corpus != nil)) func naughtyStrings() throws {
        let file = corpusFolder.appendingPathComponent("naughty-strings.json")
        let strings = try #require(try JSON(parsing: try Data(contentsOf: file)).array)
        #expect(strings.count > 100)
        for text in strings.compactMap(\.string) {
            _ = SearchTerms.terms(text)
            if let match = SearchTerms.query(text).fts5 { #expect(match.count(where: { $0 == "\"" }) % 2 == 0) }
            expectInert(HTMLPolicy.clean(text).html, text)
            expectInert(PlainText.html(text), text)
            _ = AddressList.parse(text)
            _ = ThreadSubject(text)
            _ = FileName.safe(text)
        }
    }
}
