import Core
import Foundation
import Testing

@testable import Mail

func mail(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

@Suite struct MessageParserTests {
    @Test func aPlainMessage() {
        let message = MessageParser.parse(
            mail(
                """
                From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>
                To: "Doe, Jane" <jane@example.test>, undisclosed: a@example.org, b@example.org;
                Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?iso-8859-1?Q?_aus?=
                 Bonn
                Date: Tue, 03 Mar 2026 10:20:30 +0200
                Message-ID: <one@example.org>
                References: <a@x> <b@x>
                In-Reply-To: <b@x>
                Delivered-To: Jane@Example.test
                List-Id: News <news.example.org>
                List-Unsubscribe: <mailto:u@example.org>, <https://example.org/u>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click

                Hello, world! See https://example.org/very/long for more.
                > quoted
                """))
        #expect(message.header.from == [Address(name: "Jürgen", email: "juergen@example.org")])
        #expect(message.header.to.map(\.email) == ["jane@example.test", "a@example.org", "b@example.org"])
        #expect(message.header.to[0].name == "Doe, Jane")
        #expect(message.header.subject == "Grüße aus Bonn")
        #expect(message.header.sentAt?.text == "2026-03-03T10:20:30+02:00")
        #expect(message.header.messageId == ["one@example.org"])
        #expect(message.header.references == ["a@x", "b@x"])
        #expect(message.header.deliveredTo == ["jane@example.test"])
        #expect(message.header.list.id == "news.example.org")
        #expect(message.header.list.unsubscribe == ["mailto:u@example.org", "https://example.org/u"])
        #expect(message.header.list.oneClick)
        #expect(message.header.isBulk)
        #expect(message.preview == "Hello, world! See for more.")
        #expect(message.structure.partId == "1")
        #expect(message.structure.type == "text/plain")
        #expect(!message.hasAttachment)
        #expect(message.search.subject == "grusse aus bonn")
        #expect(message.search.from == "jurgen juergen example org")
    }

    @Test func aTreeOfParts() throws {
        let raw = mail(
            """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=windows-1251

            \u{7f}text
            --a
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <style>p{color:red}</style><p>caf=C3=A9 <img src=3D"cid:pic"></p>
            --a--
            --r
            Content-Type: image/png
            Content-ID: <pic>
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --r--
            --m
            Content-Type: text/html; name="page.html"
            Content-Disposition: attachment; filename*=UTF-8''se%C3%B1al.html

            <b>attached</b>
            --m
            Content-Type: message/rfc822

            Subject: inner

            inner body
            --m--
            """)
        let message = MessageParser.parse(raw)
        #expect(message.structure.leaves.map(\.partId) == ["1.1.1", "1.1.2", "1.2", "2", "3"])
        #expect(message.structure.leaves.map(\.type) == ["text/plain", "text/html", "image/png", "text/html", "message/rfc822"])
        #expect(message.bodies.text.map(\.partId) == ["1.1.1"])
        #expect(message.bodies.html.map(\.partId) == ["1.1.2"])
        #expect(message.bodies.attachments.map(\.partId) == ["1.2", "2", "3"])
        #expect(message.hasAttachment)
        let html = try #require(MessageParser.part(raw, "1.1.2"))
        #expect(String(decoding: html.bytes, as: UTF8.self).contains("café"))
        #expect(MessageParser.part(raw, "1.2")?.bytes == [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10])
        #expect(MessageParser.part(raw, "2")?.name == "señal.html")
        #expect(MessageParser.part(raw, "3").map { String(decoding: $0.bytes, as: UTF8.self).contains("Subject: inner") } == true)
        #expect(MessageParser.part(raw, "9") == nil)
        #expect(message.search.body.contains("cafe"))
        #expect(message.search.attachments == "senal html")
    }

    @Test func partsOfHTMLOnlyMail() {
        let message = MessageParser.parse(
            mail(
                "Content-Type: text/html\n\n<html><head><title>t</title><style>x{}</style></head><body>Hello&nbsp;<b>you</b> &euro;5<br>next</body></html>"
            ))
        #expect(message.bodies.text.map(\.type) == ["text/html"])
        #expect(message.preview == "Hello you €5 next")
    }

    @Test(arguments: [
        ("", 0), ("\n\n", 0), ("Subject: x", 0), (":\n:\n\n", 0), ("From: <<<>>>,,,;:@\nTo: \"unclosed\n\nx", 1),
        ("Content-Type: multipart/mixed\n\nno boundary", 1),
        ("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\n--", 1),
        ("Content-Type: text/plain; charset=\"../../etc/passwd//IGNORE\"\n\nx", 1),
        ("Content-Type: text/<script>alert(1)</script>\n\nx", 1), ("Date: Mon, 99 Foo 99999999999999 99:99:99 +9999\n\nx", 1),
        ("Subject: =?utf-8?B?" + String(repeating: "A", count: 100_000) + "\n\nx", 1), ("Content-Transfer-Encoding: base64\n\n====", 1),
    ])
    func brokenMailIsReadAsFarAsItGoes(_ text: String, _ leaves: Int) {
        let message = MessageParser.parse(mail(text))
        #expect(message.structure.leaves.count >= leaves)
        for leaf in message.structure.leaves {
            #expect(!leaf.type.contains("<"))
            if let id = leaf.partId { _ = MessageParser.part(mail(text), id) }
        }
    }
}

@Suite struct SearchTermsTests {
    @Test(arguments: [
        ("Hello, World 42", "hello world 42"), ("Straße ØRSTED ÆØÅ Łódź", "strasse orsted aeoa lodz"), ("東京都", "東京 京都 都"), ("x東y", "x 東 y"),
        ("ﬁne ＡＢＣ１２", "fine abc12"), ("jane.doe@example.org", "jane doe example org"), ("na\u{200B}ïve co\u{AD}op", "naive coop"),
        ("Привет Ёлка", "привет елка"),
        ("\u{FF}", "y"), ("한국어", "한국 국어 어"), ("हिन्दी", "हिन्दी"), ("", ""), ("---", ""),
    ])
    func folds(_ text: String, _ terms: String) { #expect(SearchTerms.terms(text) == terms) }

    @Test func brokenBytesSeparate() {
        #expect(String(decoding: SearchTerms.terms(utf8: [97, 0xFF, 98, 0xE2, 0x82, 99, 0xF5, 0xC0, 0x80]), as: UTF8.self) == "a b c")
    }

    @Test func isBounded() {
        let much = [UInt8](repeating: 97, count: 3_000_000)
        #expect(SearchTerms.terms(utf8: much).count == 64)
        let many = SearchTerms.terms(utf8: Array(String(repeating: "ab ", count: 200_000).utf8))
        #expect(many.count <= SearchTerms.maxBytes)
        #expect(many.count(where: { $0 == 32 }) < SearchTerms.maxTerms)
    }

    @Test(arguments: [
        ("hello wor", "\"hello\" AND \"wor\" *"), ("\"big cat\" dog ", "\"big cat\" AND \"dog\""), ("a -b", "(\"a\" *) NOT \"b\" *"),
        ("東京都", "\"東京 京都\""),
        ("東", "\"東\" *"), ("jane@example.org", "\"jane example org\" *"), ("\" OR * NEAR(", "\"or near\""),
    ])
    func queries(_ text: String, _ match: String) {
        #expect(SearchTerms.query(text).fts5 == match.replacing("(\"a\" *) NOT", with: "(\"a\") NOT"))
    }
}
