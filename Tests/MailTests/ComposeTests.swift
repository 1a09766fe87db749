import Core
import Foundation
import Testing

@testable import Mail

@Suite struct MessageBuilderTests {
    func message() -> OutgoingMessage {
        OutgoingMessage(
            from: [Address(name: "Müller, Jörg", email: "joerg@müller.example")],
            date: SentDate(time: Timestamp(milliseconds: 1_772_526_030_000), offset: 120),
            messageId: "id1@example.org")
    }

    @Test func roundTrip() throws {
        var out = message()
        out.to = [Address(name: "Jane \"J\" Doe", email: "jane@example.test"), Address(email: "x@example.test")]
        out.bcc = [Address(email: "secret@example.test")]
        out.subject = "Grüße 🎉 " + String(repeating: "lang ", count: 40)
        out.html = "<p>Hällo <img src=\"data:image/png;base64,iVBORw0KGgo=\"></p><p>" + String(repeating: "x", count: 3000) + "</p>"
        out.attachments = [.init(name: "Übersicht; \"2026\".pdf", type: "application/pdf", content: .bytes([0, 13, 10, 255]))]
        out.references = (0..<100).map { "r\($0)@x" }
        out.inReplyTo = ["r99@x"]
        let raw = try MessageBuilder.build(out)
        let text = String(decoding: raw, as: UTF8.self)
        #expect(!text.contains("secret"))
        #expect(String(decoding: try MessageBuilder.build(out, includeBcc: true), as: UTF8.self).contains("Bcc: secret@example.test"))
        #expect(raw.count(where: { $0 == 10 }) == raw.count(where: { $0 == 13 }))
        for line in text.split(separator: "\r\n") { #expect(line.utf8.count <= 998) }
        let parsed = MessageParser.parse(raw)
        #expect(parsed.header.from == [Address(name: "Müller, Jörg", email: "joerg@xn--mller-kva.example")])
        #expect(parsed.header.to == out.to)
        #expect(parsed.header.bcc.isEmpty)
        #expect(parsed.header.subject == out.subject.trimmed)
        #expect(parsed.header.sentAt == out.date)
        #expect(parsed.header.messageId == ["id1@example.org"])
        #expect(parsed.header.references.count == 40)
        #expect(parsed.header.references.first == "r0@x")
        #expect(parsed.header.references.last == "r99@x")
        #expect(parsed.structure.type == "multipart/mixed")
        #expect(parsed.bodies.text.map(\.type) == ["text/plain"])
        #expect(parsed.bodies.html.map(\.type) == ["text/html"])
        #expect(parsed.structure.leaves.map(\.type) == ["text/plain", "text/html", "image/png", "application/pdf"])
        let file = try #require(MessageParser.part(raw, parsed.structure.leaves[3].partId!))
        #expect(file.bytes == [0, 13, 10, 255])
        #expect(file.part.name == "Übersicht; _2026_.pdf")
        let html = try #require(MessageParser.part(raw, parsed.structure.leaves[1].partId!))
        let cid = try #require(parsed.structure.leaves[2].cid)
        #expect(String(decoding: html.bytes, as: UTF8.self).contains("src=\"cid:\(cid)\""))
    }

    @Test(arguments: ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\0b"])
    func attack39HeaderInjection(_ evil: String) throws {
        var cases: [OutgoingMessage] = []
        for i in 0..<6 {
            var out = message()
            out.to = [Address(email: "a@example.test")]
            switch i {
            case 0: out.subject = evil
            case 1: out.to = [Address(name: evil, email: "a@example.test")]
            case 2: out.to = [Address(email: evil + "@example.test")]
            case 3: out.attachments = [.init(name: evil, type: "text/plain", content: .bytes([]))]
            case 4: out.extraHeaders = [("X-A", evil)]
            default: out.extraHeaders = [(evil, "x")]
            }
            cases.append(out)
        }
        for out in cases { #expect(throws: Failure.self) { try MessageBuilder.build(out) } }
        var id = message()
        id.messageId = evil
        #expect(throws: Failure.self) { try MessageBuilder.build(id) }
    }

    @Test func attack40BareLineEnds() throws {
        var out = message()
        out.text = "a\n.\nb\r.\rc\r\n.\r\nd"
        out.attachments = [.init(name: "m.eml", type: "message/rfc822", content: .bytes(Array("Subject: x\n\na\r.\rb\n.\n".utf8)))]
        let raw = try MessageBuilder.build(out)
        for (index, byte) in raw.enumerated() {
            if byte == 10 { #expect(index > 0 && raw[index - 1] == 13) }
            if byte == 13 { #expect(index + 1 < raw.count && raw[index + 1] == 10) }
        }
    }

    @Test(arguments: [
        "", "a", "a@", "@b", "a b@c.example", "a@b c", "a@b,c@d", "a@-\u{0}.example", "<a@b.example>", "a@b..c", "a@\u{202E}b.example",
        "a\"@b.example",
    ])
    func noAddress(_ email: String) { #expect(throws: Failure.self) { try Address(email: email).wire() } }

    @Test func aFileIsStreamed() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appendingPathComponent("a.bin")
        let data = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try data.write(to: source)
        var out = message()
        out.text = "x"
        out.attachments = [.init(name: "a.bin", type: "application/octet-stream", content: .file(source))]
        let target = folder.appendingPathComponent("m.eml")
        try MessageBuilder.write(out, to: target)
        let raw = [UInt8](try Data(contentsOf: target))
        #expect(MessageParser.part(raw, "2").map { Data($0.bytes) } == data)
        out.attachments[0].content = .file(folder.appendingPathComponent("missing"))
        #expect(throws: Failure.self) { try MessageBuilder.build(out) }
    }
}

@Suite struct ReplyPlannerTests {
    func original(_ header: String, html: String? = nil) -> ReplyPlanner.Original {
        .init(header: HeaderParser.parse(mail(header)), html: html, text: "hello\n> old")
    }
    let me = [ReplyPlanner.Identity(id: "i1", email: "me@example.test"), .init(id: "i2", email: "alias@example.test")]

    @Test func replyAll() {
        let plan = ReplyPlanner.plan(
            .replyAll,
            original(
                "From: Ann <ann@x.example>\nTo: ME@example.test, bob@x.example\nCc: ann@x.example, c@x.example\nSubject: RE: Hi\nMessage-ID: <2@x>\nReferences: <1@x>\nDelivered-To: alias@example.test"
            ),
            identities: me)
        #expect(plan.to.map(\.email) == ["ann@x.example"])
        #expect(plan.cc.map(\.email) == ["bob@x.example", "c@x.example"])
        #expect(plan.subject == "RE: Hi")
        #expect(plan.inReplyTo == ["2@x"])
        #expect(plan.references == ["1@x", "2@x"])
        #expect(plan.identityId == "i2")
        #expect(plan.quoteText == "Ann wrote:\n> hello\n>> old\n")
    }

    @Test func ownMailGoesToItsRecipients() {
        let plan = ReplyPlanner.plan(.reply, original("From: me@example.test\nTo: bob@x.example\nSubject: Hi"), identities: me)
        #expect(plan.to.map(\.email) == ["bob@x.example"])
        #expect(plan.subject == "Re: Hi")
        #expect(plan.identityId == "i1")
    }

    @Test func forwardCleansTheQuote() {
        let plan = ReplyPlanner.plan(
            .forward,
            original(
                "From: a@x.example\nSubject: Hi\nMessage-ID: <2@x>",
                html: "<style>*{display:none}</style><p onclick=x>q<script>1</script></p>"), identities: me)
        #expect(plan.subject == "Fwd: Hi")
        #expect(plan.to.isEmpty && plan.inReplyTo.isEmpty)
        expectInert(plan.quoteHtml, "attack-16")
        #expect(!plan.quoteHtml.contains("<style"))
        #expect(plan.quoteHtml.contains("<p>q</p>"))
    }
}

@Suite struct ThreadTests {
    @Test(arguments: [
        ("Re: Hi", "hi", true), ("RE: re[2]: Re^3:  AW: hi", "hi", true), ("Fwd: hi", "hi", false), ("回复：会议", "会议", true),
        ("Re：会议", "会议", true), ("[list] Re: hi", "[list] hi", true),
        ("Regarding: hi", "regarding: hi", false), ("Ответ: hi", "hi", true), ("", "", false), ("Re:", "", true),
        ("SV: VS: hi", "hi", true), ("R: hi", "hi", true),
    ])
    func subjects(_ subject: String, _ base: String, _ isReply: Bool) {
        #expect(ThreadSubject(subject).base == base)
        #expect(ThreadSubject(subject).isReply == isReply)
    }
}
