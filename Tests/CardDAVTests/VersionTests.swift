import Testing

@testable import CardDAV

/// Cards told in the other version.
@Suite struct VersionTests {
    private static func told(_ lines: [String], _ version: String, as other: String, more: [String] = []) -> [String] {
        let card = ["BEGIN:VCARD", "VERSION:\(version)", "N:A;;;;", "FN:A"] + lines + ["END:VCARD", ""]
        let text = String(decoding: CardVersion.convert(Array(card.joined(separator: "\r\n").utf8), to: other), as: UTF8.self)
        let out = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(out.first == "BEGIN:VCARD" && out.dropFirst().first == "VERSION:\(other)" && out.suffix(2) == ["END:VCARD", ""])
        return Array(out.dropFirst(2).dropLast(2))
    }

    /// What the two versions say in different words, and say back in the same ones.
    private static let pairs: [(three: [String], four: [String])] = [
        (["EMAIL;TYPE=work;TYPE=pref:a@b.c"], ["EMAIL;TYPE=work;PREF=1:a@b.c"]),
        (["PHOTO;ENCODING=b;TYPE=PNG:AAAA"], ["PHOTO:data:image/png;base64,AAAA"]),
        (["PHOTO;VALUE=uri:https://example.org/p"], ["PHOTO;VALUE=uri:https://example.org/p"]),
        (["X-ADDRESSBOOKSERVER-KIND:group"], ["KIND:group"]), (["X-ABSHOWAS:COMPANY"], ["KIND:org"]),
        (["X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1"], ["MEMBER:urn:uuid:1"]),
        (["BDAY:1985-04-12"], ["BDAY:19850412"]), (["BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12"], ["BDAY:--0412"]),
        (["X-ANNIVERSARY:2009-08-08"], ["ANNIVERSARY:20090808"]),
        (["X-ANNIVERSARY;X-APPLE-OMIT-YEAR=1604:1604-08-08"], ["ANNIVERSARY:--0808"]),
        (["X-BDAY:1985-04"], ["BDAY:1985-04"]), (["X-BDAY;VALUE=text:around 1800"], ["BDAY;VALUE=text:around 1800"]),
        (["REV:2026-11-22T14:40:57Z"], ["REV:20261122T144057Z"]), (["GEO:1.5;-2.25"], ["GEO:geo:1.5,-2.25"]),
        (["TZ:-05:00"], ["TZ;VALUE=utc-offset:-0500"]), (["TZ;VALUE=text:Europe/Paris"], ["TZ:Europe/Paris"]),
        (["X-GENDER:F"], ["GENDER:F"]), (["X-LANG;TYPE=work:fr"], ["LANG;TYPE=work:fr"]), (["CLASS:PRIVATE"], ["X-CLASS:PRIVATE"]),
        (["MAILER:Pine"], ["X-MAILER:Pine"]), (["AGENT:BEGIN:VCARD\\nEND:VCARD"], ["X-AGENT:BEGIN:VCARD\\nEND:VCARD"]),
        (["AGENT;VALUE=uri:https://example.org/a"], ["RELATED;VALUE=uri;TYPE=agent:https://example.org/a"]),
        (["X-RELATED;TYPE=friend:urn:uuid:1"], ["RELATED;TYPE=friend:urn:uuid:1"]),
        (
            ["item1.X-ABRELATEDNAMES:Bea", "item1.X-ABLABEL:_$!<Spouse>!$_"], ["RELATED;VALUE=text;TYPE=spouse:Bea"]
        ),
        (["item1.X-ABRELATEDNAMES:Bea", "item1.X-ABLABEL:sibling"], ["RELATED;VALUE=text;TYPE=sibling:Bea"]),
        (["item1.X-ABRELATEDNAMES:Bea", "item1.X-ABLABEL:tutor"], ["item1.RELATED;VALUE=text:Bea", "item1.X-ABLABEL:tutor"]),
        (["X-ABRELATEDNAMES:Bea"], ["RELATED;VALUE=text:Bea"]),
        (
            ["ADR;TYPE=home:;;1 Way;Town;;;", "LABEL;TYPE=home:Mr. A\\n1 Way\\, \"Town\"\\; ^"],
            ["ADR;TYPE=home;LABEL=\"Mr. A^n1 Way, ^'Town^'; ^^\":;;1 Way;Town;;;"]
        ),
        (["LABEL;TYPE=work:Somewhere"], ["ADR;TYPE=work;LABEL=Somewhere:;;;;;;"]),
        (["X-MINE;A=\"b:c\":d"], ["X-MINE;A=\"b:c\":d"]), (["item1.URL:https://example.org"], ["item1.URL:https://example.org"]),
        (["NOTE:a\\, b\\nc"], ["NOTE:a\\, b\\nc"]),
    ]

    @Test(arguments: pairs.indices) func saysTheSameBothWays(_ index: Int) {
        let (three, four) = VersionTests.pairs[index]
        #expect(VersionTests.told(three, "3.0", as: "4.0") == ["N:A;;;;", "FN:A"] + four)
        #expect(VersionTests.told(four, "4.0", as: "3.0") == ["N:A;;;;", "FN:A"] + three)
    }

    @Test(
        arguments: [
            (["EMAIL;TYPE=INTERNET,WORK,pref:a@b.c"], ["EMAIL;TYPE=work;PREF=1:a@b.c"]), (["TEL;TYPE=pref:1"], ["TEL;PREF=1:1"]),
            (["TEL;TYPE=CELL;TYPE=VOICE;VALUE=phone-number:1"], ["TEL;TYPE=cell,voice:1"]),
            (["PHOTO;ENCODING=b;TYPE=JPEG:AA AA"], ["PHOTO:data:image/jpeg;base64,AAAA"]),
            (["BDAY;VALUE=date:1985-04-12"], ["BDAY;VALUE=date:19850412"]),
            (["BDAY:1985-04-12T10:22:00.5+01:00"], ["BDAY:19850412T102200+0100"]),
            (["BDAY;X-APPLE-OMIT-YEAR=1604:1985-04-12"], ["BDAY:19850412"]), (["GEO:here"], ["GEO:here"]), (["PROFILE:VCARD"], []),
            (
                ["LABEL:Work", "ADR;TYPE=home:;;1;;;;", "ADR;TYPE=work:;;2;;;;"],
                ["ADR;LABEL=Work:;;;;;;", "ADR;TYPE=home:;;1;;;;", "ADR;TYPE=work:;;2;;;;"]
            ),
            (["item2.LABEL:Way", "item1.ADR:;;1;;;;", "item2.ADR:;;2;;;;"], ["item1.ADR:;;1;;;;", "item2.ADR;LABEL=Way:;;2;;;;"]),
            (["LABEL:Way", "ADR;TYPE=home:;;1;;;;"], ["ADR;TYPE=home;LABEL=Way:;;1;;;;"]),
            (
                ["item1.X-ABRELATEDNAMES:Bea", "item1.X-ABLABEL:_$!<Friend>!$_", "item1.X-MORE:1"],
                ["RELATED;VALUE=text;TYPE=friend:Bea", "item1.X-ABLABEL:_$!<Friend>!$_", "item1.X-MORE:1"]
            ),
        ] as [([String], [String])])
    func tellsInFour(_ three: [String], _ four: [String]) {
        #expect(VersionTests.told(three, "3.0", as: "4.0") == ["N:A;;;;", "FN:A"] + four)
    }

    @Test(
        arguments: [
            (["TEL;TYPE=\"cell,work\";PREF=1:1"], ["TEL;TYPE=cell,work;TYPE=pref:1"]),
            (["TEL;VALUE=uri;TYPE=cell:tel:+49-1"], ["TEL;TYPE=cell:+49-1"]), (["KIND:individual"], []),
            (["GEO:geo:1.0,2.0,30;u=5"], ["GEO:1.0;2.0"]), (["CLIENTPIDMAP:1;urn:uuid:2"], []),
            (["BDAY:--04-12"], ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12"]),
            (["BDAY:---12"], ["X-BDAY:---12"]), (["ANNIVERSARY:1999"], ["X-ANNIVERSARY:1999"]),
            (["ADR;LABEL=\"1 Way\\nTown\":;;1 Way;;;;"], ["ADR:;;1 Way;;;;", "LABEL:1 Way\\nTown"]),
            (
                ["item1.TEL:1", "RELATED;VALUE=text;TYPE=child:Bea", "RELATED;VALUE=text;TYPE=child:Cy"],
                [
                    "item1.TEL:1", "item3.X-ABRELATEDNAMES:Bea", "item3.X-ABLABEL:_$!<Child>!$_", "item2.X-ABRELATEDNAMES:Cy",
                    "item2.X-ABLABEL:_$!<Child>!$_",
                ]
            ),
        ] as [([String], [String])])
    func tellsInThree(_ four: [String], _ three: [String]) {
        #expect(VersionTests.told(four, "4.0", as: "3.0") == ["N:A;;;;", "FN:A"] + three)
    }

    @Test func sortsByTheSameName() {
        let three = ["BEGIN:VCARD", "VERSION:3.0", "N:van der Harten;Rene;;;", "SORT-STRING:Harten", "FN:Rene", "END:VCARD", ""].joined(
            separator: "\r\n")
        let four = ["BEGIN:VCARD", "VERSION:4.0", "N;SORT-AS=Harten:van der Harten;Rene;;;", "FN:Rene", "END:VCARD", ""].joined(
            separator: "\r\n")
        #expect(String(decoding: CardVersion.convert(Array(three.utf8), to: "4.0"), as: UTF8.self) == four)
        #expect(String(decoding: CardVersion.convert(Array(four.utf8), to: "3.0"), as: UTF8.self) == three)
        let list = four.split(separator: "Harten:", maxSplits: 1).joined(separator: "\"Harten,Rene\":")
        #expect(String(decoding: CardVersion.convert(Array(list.utf8), to: "3.0"), as: UTF8.self).contains("SORT-STRING:Harten\\,Rene\r\n"))
    }

    @Test func givesANameAndAPlaceForTheVersion() {
        let four = ["BEGIN:VCARD", "FN:A", "VERSION:4.0", "END:VCARD", ""].joined(separator: "\r\n")
        let three = ["BEGIN:VCARD", "VERSION:3.0", "FN:A", "N:A;;;;", "END:VCARD", ""].joined(separator: "\r\n")
        #expect(String(decoding: CardVersion.convert(Array(four.utf8), to: "3.0"), as: UTF8.self) == three)
        #expect(CardVersion.convert(Array(three.utf8), to: "3.0") == Array(three.utf8))
    }
}
