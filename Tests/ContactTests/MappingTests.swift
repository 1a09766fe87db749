import Core
import Testing

@testable import Contact

@Suite struct MappingTests {
    private func json(_ text: String) throws -> JSON { CardReading(try VCard(Array(text.utf8))).json }

    /// The entry of a map that has a value under a name.
    private func entry(_ json: JSON, _ member: String, _ name: String, _ value: JSON) -> JSON? {
        json[member]?.object?.values.first { $0[name] == value }
    }

    @Test func aPhonesCardIsRead() throws {
        let card = try json(Sample.apple)
        #expect(card["uid"] == "0f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0" && card["updated"] == "2025-11-02T08:09:10Z")
        #expect(card["name"]?["full"] == "Ada Lovelace")
        #expect(
            card["name"]?["components"] == [
                ["kind": "title", "value": "Countess"], ["kind": "given", "value": "Ada"], ["kind": "given2", "value": "King"],
                ["kind": "surname", "value": "Lovelace"],
            ])
        #expect(card["nicknames"]?.object?.count == 2)
        #expect(
            entry(card, "emails", "address", "ada@example.test") == [
                "address": "ada@example.test", "contexts": ["private": true], "pref": 1,
            ])
        #expect(entry(card, "emails", "address", "ada@example.org")?["label"] == "Other")
        #expect(entry(card, "phones", "number", "+44 20 7946 0101")?["features"] == ["mobile": true, "voice": true])
        #expect(entry(card, "phones", "number", "+44 20 7946 0102")?["contexts"] == ["work": true])
        #expect(entry(card, "phones", "number", "+44 20 7946 0103")?["label"] == "Summer house")
        #expect(card["organizations"]?.object?.values.first == ["name": "Analytical Engines", "units": [["name": "Notes"]]])
        #expect(card["notes"]?.object?.values.first?["note"] == "First line\nSecond line, with a comma; and more")
        #expect(card["anniversaries"]?.object?.values.first == ["kind": "birth", "date": ["month": 12, "day": 10]])
        #expect(card["keywords"] == ["Friends": true, "Science": true])
        #expect(entry(card, "onlineServices", "service", "mastodon")?["user"] == "ada")
        #expect(card["media"]?.object?.values.first?["uri"]?.string?.hasPrefix("data:image/jpeg;base64,/9j/4AAQ") == true)
        let unknown = card["vCardProps"]?.array?.compactMap { $0.array?.first?.string } ?? []
        #expect(unknown == ["x-abadr", "x-abdate", "x-ablabel", "x-abrelatednames", "x-ablabel", "x-abshowas", "x-imagetype"])
    }

    @Test func aModernCardIsRead() throws {
        let card = try json(Sample.modern)
        #expect(card["kind"] == "individual" && card["created"] == "2022-07-05T09:34:12Z")
        #expect(card["name"]?["sortAs"] == ["surname": "Hopper", "given": "Grace"])
        #expect(
            entry(card, "phones", "number", "tel:+1-555-555-5555;ext=5555") == [
                "number": "tel:+1-555-555-5555;ext=5555", "contexts": ["private": true], "features": ["voice": true], "pref": 1,
            ])
        let address = card["addresses"]?.object?.values.first
        #expect(
            address?["full"] == "1 Navy Yard\nWashington" && address?["countryCode"] == "us" && address?["timeZone"] == "America/New_York")
        #expect(address?["components"]?.array?.map { $0["kind"]?.string } == ["name", "locality", "region", "postcode", "country"])
        #expect(entry(card, "anniversaries", "kind", "death")?["date"] == ["@type": "Timestamp", "utc": "1992-01-01T10:00:00Z"])
        #expect(entry(card, "anniversaries", "kind", "wedding")?["date"] == ["year": 1930, "month": 6])
        #expect(entry(card, "titles", "kind", "role")?["name"] == "Officer")
        #expect(card["speakToAs"]?["grammaticalGender"] == "feminine")
        #expect(
            entry(card, "personalInfo", "kind", "expertise") == ["kind": "expertise", "value": "compilers", "level": "high", "listAs": 1])
        #expect(card["relatedTo"] == ["urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6": ["relation": ["colleague": true]]])
        #expect(entry(card, "calendars", "kind", "freeBusy")?["uri"] == "https://busy.example.test/grace")
        #expect(entry(card, "onlineServices", "vCardName", "impp")?["uri"] == "xmpp:grace@chat.example.test")
        #expect(entry(card, "preferredLanguages", "language", "en") == ["language": "en", "contexts": ["work": true], "pref": 1])
    }

    @Test func anOldCardIsRead() throws {
        let card = try json(Sample.old)
        #expect(card["name"]?["full"] == "J\u{FC}rgen M\u{FC}ller")
        #expect(entry(card, "phones", "number", "+49 30 901820") == ["number": "+49 30 901820", "features": ["mobile": true], "pref": 1])
        #expect(card["notes"]?.object?.values.first?["note"] == "A long note that is broken softly at the end of its line, and again here.")
        let street = card["addresses"]?.object?.values.first?["components"]?.array?.first
        #expect(street == ["kind": "name", "value": "Stra\u{DF}e 1\nHinterhaus"])
        let group = try json(Sample.group)
        #expect(group["kind"] == "group" && group["members"]?.object?.count == 2)
    }

    /// What is said again changes nothing, not a byte.
    @Test(arguments: Sample.all) func sayingItAgainChangesNothing(_ text: String) throws {
        let card = try VCard(Array(text.utf8))
        #expect(String(decoding: try card.applying(CardReading(card).json).bytes, as: UTF8.self) == text)
    }

    /// A change, and the lines that go and come by it. Every other line stays byte for byte, in its order.
    struct Edit: Sendable, CustomTestStringConvertible {
        let text: String
        let path: [String]
        let find: (String, JSON)?
        let value: JSON
        let gone: [String]
        let come: [String]
        var testDescription: String { path.joined(separator: "/") + " " + (come.first ?? "-") }

        init(_ text: String, _ path: String..., find: (String, JSON)? = nil, to value: JSON, gone: [String], come: [String]) {
            (self.text, self.path, self.find, self.value, self.gone, self.come) = (text, path, find, value, gone, come)
        }
    }

    static let edits: [Edit] = [
        Edit(
            Sample.apple, "emails", "*", "address", find: ("address", "ada@example.org"), to: "countess@example.org",
            gone: ["item1.EMAIL;type=INTERNET:ada@example.org"], come: ["item1.EMAIL;TYPE=INTERNET:countess@example.org"]),
        Edit(
            Sample.apple, "emails", "*", find: ("address", "ada@example.org"), to: nil,
            gone: ["item1.EMAIL;type=INTERNET:ada@example.org", "item1.X-ABLabel:_$!<Other>!$_"], come: []),
        Edit(
            Sample.apple, "emails", "*", "label", find: ("address", "ada@example.org"), to: "Court",
            gone: ["item1.X-ABLabel:_$!<Other>!$_"],
            come: ["item1.X-ABLabel:Court"]),
        Edit(
            Sample.apple, "phones", "*", "label", find: ("number", "+44 20 7946 0102"), to: "Office",
            gone: ["TEL;type=WORK;type=FAX:+44 20 7946 0102"],
            come: ["item7.TEL;TYPE=WORK;TYPE=FAX:+44 20 7946 0102", "item7.X-ABLabel:Office"]),
        Edit(
            Sample.apple, "emails", "new", to: ["address": "a@b.example", "contexts": ["work": true]], gone: [],
            come: ["EMAIL;TYPE=work;PROP-ID=new:a@b.example"]),
        Edit(Sample.apple, "name", "full", to: "Ada King", gone: ["FN:Ada Lovelace"], come: ["FN:Ada King"]),
        Edit(
            Sample.apple, "name", "components",
            to: [["kind": "given", "value": "Ada"], ["kind": "surname", "value": "King, of; Ockham"]],
            gone: ["N:Lovelace;Ada;King;Countess;;"], come: ["N:King\\, of\\; Ockham;Ada;;;;;"]),
        Edit(
            Sample.apple, "keywords", "Poetry", to: true, gone: ["CATEGORIES:Friends,Science"], come: ["CATEGORIES:Friends,Science,Poetry"]),
        Edit(Sample.apple, "keywords", "Friends", to: nil, gone: ["CATEGORIES:Friends,Science"], come: ["CATEGORIES:Science"]),
        Edit(
            Sample.apple, "nicknames", "*", find: ("name", "Ada"), to: nil, gone: ["NICKNAME:Ada,The Enchantress"],
            come: ["NICKNAME:The Enchantress"]),
        Edit(
            Sample.apple, "notes", "*", "note", find: ("note", "First line\nSecond line, with a comma; and more"), to: "One\nTwo",
            gone: ["NOTE:First line\\nSecond line\\, with a comma\\; and more"], come: ["NOTE:One\\nTwo"]),
        Edit(
            Sample.apple, "anniversaries", "*", "date", find: ("kind", "birth"), to: ["year": 1815, "month": 12, "day": 10],
            gone: ["BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10"], come: ["BDAY:1815-12-10"]),
        Edit(
            Sample.apple, "phones", "*", "features", find: ("number", "+44 20 7946 0101"), to: ["mobile": true, "text": true],
            gone: ["TEL;type=CELL;type=VOICE;type=pref:+44 20 7946 0101"], come: ["TEL;TYPE=CELL,text;TYPE=pref:+44 20 7946 0101"]),
        Edit(
            Sample.apple, "addresses", "*", find: ("pref", 1), to: nil,
            gone: ["item3.ADR;type=HOME;type=pref:;;12 St James's Square;London;;SW1Y 4JH;United Kingdom", "item3.X-ABADR:gb"], come: []),
        Edit(
            Sample.modern, "emails", "*", "pref", find: ("address", "grace@example.test"), to: 1,
            gone: ["EMAIL;TYPE=work;PREF=2:grace@example.test"],
            come: ["EMAIL;TYPE=work;PREF=1:grace@example.test"]),
        Edit(
            Sample.modern, "organizations", "*", "name", find: ("name", "Navy"), to: "US Navy",
            gone: ["ORG;SORT-AS=\"Navy\":Navy;Computing"],
            come: ["ORG;SORT-AS=Navy;PROP-ID=*:US Navy;Computing"]),
        Edit(
            Sample.modern, "personalInfo", "*", "level", find: ("value", "compilers"), to: "low",
            gone: ["EXPERTISE;LEVEL=expert;INDEX=1:compilers"],
            come: ["EXPERTISE;LEVEL=beginner;INDEX=1:compilers"]),
        Edit(
            Sample.modern, "example.com:rank", to: ["n": [1, "two"]], gone: [],
            come: ["JSPROP;JSPTR=\"example.com:rank\";X-BASE=0:{\"n\":[1\\,\"two\"]}"]),
        Edit(Sample.modern, "kind", to: "org", gone: ["KIND:individual"], come: ["KIND:org"]),
        Edit(
            Sample.modern, "titles", "*", "kind", find: ("name", "Officer"), to: "title", gone: ["ROLE:Officer"],
            come: ["TITLE;PROP-ID=*:Officer"]),
        Edit(
            Sample.modern, "vCardProps", to: nil,
            gone: ["GENDER:F", "CLIENTPIDMAP:1;urn:uuid:53e374d9-337e-4727-8803-a1e9c14e0556", "X-FOO;X-BAR=\"a;b:c,d\":kept, as it; is"],
            come: []),
        Edit(
            Sample.old, "phones", "*", "number", find: ("number", "+49 30 901820"), to: "+49 30 1", gone: ["TEL;CELL;PREF:+49 30 901820"],
            come: ["TEL;CELL;PREF:+49 30 1"]),
        Edit(
            Sample.old, "name", "full", to: "J\u{F6}rg; M", gone: ["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=BCller"],
            come: ["FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg\\; M"]),
        Edit(
            Sample.group, "members", "urn:uuid:1f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", to: nil,
            gone: ["X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"], come: []),
        Edit(
            Sample.group, "members", "urn:uuid:2f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", to: true, gone: [],
            come: ["X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:2f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0"]),
    ]

    @Test(arguments: MappingTests.edits) func oneChangeChangesItsLines(_ edit: Edit) throws {
        let card = try VCard(Array(edit.text.utf8))
        let before = CardReading(card).json
        var path = edit.path
        if let find = edit.find {
            let key = try #require(before[path[0]]?.object?.first { $0.value[find.0] == find.1 }?.key)
            path[1] = key
        }
        let wanted = replaced(before, path[...], edit.value)
        let after = try card.applying(wanted)
        let (old, new) = (lines(card), lines(after))
        #expect(new.filter { !old.contains($0) }.map(masked) == edit.come)
        #expect(old.filter { !new.contains($0) } == edit.gone)
        #expect(new.filter { old.contains($0) } == old.filter { new.contains($0) })
        // What was asked for is what is read.
        var (read, asked) = (CardNormal.of(CardReading(after).json), CardNormal.of(wanted))
        // What only says something about a property goes with it.
        if edit.gone.contains(where: { $0.contains("X-ABADR") }) { (read["vCardProps"], asked["vCardProps"]) = (nil, nil) }
        // A key that follows from what a property says is another one then, where no PROP-ID may be written.
        if card.version != .v40, edit.find != nil { (read, asked) = (keyless(read, path[0]), keyless(asked, path[0])) }
        #expect(read.text == asked.text)
        #expect(CardReading(try VCard(after.bytes)).json == CardReading(after).json)
    }

    private func keyless(_ json: JSON, _ name: String) -> JSON {
        var members = json.object ?? [:]
        members[name] = .array((members[name]?.object ?? [:]).values.sorted { $0.text < $1.text })
        return .object(members)
    }

    /// No key is written where no program would read it, nothing else is lost over it, and a key that others name stays.
    @Test func keysStayOutOfOlderVersions() throws {
        let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:A\r\nitem1.ORG:Navy\r\nitem1.TITLE:Officer\r\nNOTE:a\r\nEND:VCARD\r\n"
        let card = try VCard(Array(text.utf8))
        let before = CardReading(card).json
        let (note, org) = (try #require(before["notes"]?.object?.keys.first), try #require(before["organizations"]?.object?.keys.first))
        var wanted = replaced(before, ["notes", note, "note"], "b")
        // JSContact says more of it than the vCard can.
        wanted = replaced(wanted, ["notes", note, "example.com:x"], 1)
        let after = try card.applying(wanted)
        let lines = lines(after)
        #expect(lines.contains("NOTE:b") && !lines.contains { $0.contains("PROP-ID") })
        let notes = try #require(CardReading(after).json["notes"]?.object)
        #expect(notes.count == 1 && notes.values.first?["note"] == "b" && notes.values.first?["example.com:x"] == 1)
        // The same again changes nothing more.
        #expect(try after.applying(CardReading(after).json).bytes == after.bytes)
        let title = try #require(before["titles"]?.object?.keys.first)
        let linked = try card.applying(replaced(before, ["titles", title, "organizationId"], .string(org)))
        let moved = try linked.applying(replaced(CardReading(linked).json, ["organizations", org, "name"], "Army"))
        let read = CardReading(moved).json
        #expect(read["titles"]?[title]?["organizationId"] == .string(org) && read["organizations"]?[org]?["name"] == "Army")
    }

    private func replaced(_ base: JSON?, _ path: ArraySlice<String>, _ value: JSON) -> JSON {
        guard let name = path.first else { return value }
        var members = base?.object ?? [:]
        members[name] = path.count == 1 && value.isNull ? JSON?.none : replaced(members[name], path.dropFirst(), value)
        return .object(members)
    }

    private func lines(_ card: VCard) -> [String] {
        String(decoding: card.bytes, as: UTF8.self).replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
    }

    private func masked(_ line: String) -> String {
        guard let range = line.firstRange(of: "PROP-ID="), !line.contains("PROP-ID=new") else { return line }
        let end = line[range.upperBound...].firstIndex { $0 == ":" || $0 == ";" } ?? line.endIndex
        return line[..<range.upperBound] + "*" + line[end...]
    }

    /// A card made of JSContact says what it was made of, in each version.
    @Test(arguments: VCard.Version.allCases) func whatIsMadeSaysWhatWasAsked(_ version: VCard.Version) throws {
        let wanted: JSON = [
            "@type": "Card", "version": "1.0", "uid": "urn:uuid:1", "kind": "individual", "created": "2026-01-02T03:04:05Z",
            "name": [
                "full": "Zo\u{EB} van \u{201C}Dam\u{201D}",
                "components": [
                    ["kind": "given", "value": "Zo\u{EB}"], ["kind": "surname", "value": "van Dam"], ["kind": "surname2", "value": "Pi"],
                ], "phonetics": ["x": 1],
            ],
            "nicknames": ["n1": ["name": "Zo,e"]],
            "emails": ["e1": ["address": "zoe@example.test", "contexts": ["work": true], "pref": 1, "label": "New\nline"]],
            "phones": ["p1": ["number": "tel:+31-20", "features": ["mobile": true]], "p2": ["number": "020", "pref": 7]],
            "organizations": ["o": ["name": "A;B, C", "units": [["name": "D"]]]],
            "titles": ["t": ["name": "Boss"], "r": ["kind": "role", "name": "Head"]],
            "addresses": [
                "a": [
                    "components": [
                        ["kind": "name", "value": "Main"], ["kind": "number", "value": "1"], ["kind": "country", "value": "NL"],
                    ], "countryCode": "nl", "full": "Main 1\nNL",
                ]
            ],
            "notes": ["x": ["note": "a\nb\\c", "created": "2026-01-01T00:00:00Z"]], "links": ["l": ["uri": "https://a.example/?a,b;c"]],
            "media": ["m": ["kind": "photo", "uri": "data:image/png;base64,iVBORw0KGgo="]], "keywords": ["a,b": true, "c": true],
            "anniversaries": [
                "b": ["kind": "birth", "date": ["month": 4, "day": 1]], "w": ["kind": "wedding", "date": ["year": 2001, "month": 5]],
            ],
            "onlineServices": [
                "s": ["service": "Mastodon", "user": "@zoe", "uri": "https://social.example/@zoe"],
                "t": ["service": "Chat", "user": "zoe"],
            ],
            "relatedTo": ["urn:uuid:2": ["relation": ["friend": true]]], "preferredLanguages": ["l": ["language": "nl", "pref": 1]],
            "personalInfo": ["h": ["kind": "hobby", "value": "chess", "level": "high"]],
            "speakToAs": ["grammaticalGender": "feminine", "pronouns": ["p": ["pronouns": "she/her"]]],
            "example.org:x": ["@type": "Mine", "deep": [nil, .double(1.5), "\u{1F600}"]],
            "localizations": ["nl": ["titles/t/name": "Baas"]],
            "calendars": ["c": ["kind": "calendar", "uri": "https://c.example/"]], "cryptoKeys": ["k": ["uri": "https://k.example/"]],
        ]
        let card = try VCard.making(wanted, version)
        let read = CardReading(try VCard(card.bytes)).json
        let (a, b) = (CardNormal.of(wanted), CardNormal.of(read))
        for (name, value) in a.object ?? [:] where b[name] != value {
            #expect(b[name]?.text == value.text, "\(name)\n\(String(decoding: card.bytes, as: UTF8.self))")
        }
        // And it stays that when it is said again, or written as another version and back.
        #expect(try card.applying(read).bytes == card.bytes)
        #expect(card.text("FN") != nil)
    }

    /// What another program changes of a property counts, not what a JSPROP said of it before.
    @Test func extrasOfChangedPropertiesAreOutOfDate() throws {
        let card = try VCard.making(
            ["uid": "u", "name": ["full": "A", "components": [["kind": "given", "value": "A", "phonetic": "ei"]]]], .v40)
        #expect(CardReading(card).json["name"]?["components"]?.array?.first?["phonetic"] == "ei")
        let text = String(decoding: card.bytes, as: UTF8.self).replacing("N:;A;;;", with: "N:;B;;;")
        let read = CardReading(try VCard(Array(text.utf8))).json
        #expect(read["name"]?["components"] == [["kind": "given", "value": "B"]])
    }

    /// Cards that are none: the path that is wrong.
    @Test(
        arguments: [
            (["emails": ["e": ["address": 5]]], "emails/e/address"), (["emails": 5], "emails"), (["emails": ["e": 5]], "emails/e"),
            (["emails": ["bad key!": ["address": "a"]]], "emails/bad key!"), (["name": ["full": 1]], "name/full"),
            (["name": ["components": [["kind": "given"]]]], "name/components"), (["uid": 7], "uid"), (["updated": "yesterday"], "updated"),
            (["anniversaries": ["a": ["kind": "birth", "date": ["month": 13]]]], "anniversaries/a/date"),
            (["keywords": ["a": "b"]], "keywords"),
            (["organizations": ["o": [:]]], "organizations/o/name"), (["media": ["m": ["kind": "photo"]]], "media/m/uri"),
            (["vCardProps": [["begin", [:], "text", "x"]]], "vCardProps"), (["vCardProps": [["x\r\nfn", [:], "text", "x"]]], "vCardProps"),
            (["onlineServices": ["s": ["service": "x"]]], "onlineServices/s/uri"), (["relatedTo": ["u": 1]], "relatedTo/u"),
        ] as [(JSON, String)])
    func faults(_ json: JSON, _ path: String) {
        for version in VCard.Version.allCases {
            let fault = #expect(throws: CardChangeFault.self) { _ = try VCard.making(json, version) }
            #expect(
                fault?.path.replacing("name/full", with: "full").hasSuffix(path.replacing("name/full", with: "full")) == true,
                "\(fault?.path ?? "")")
        }
    }

    /// Nothing in a card of JSContact can end a line.
    @Test func nothingEndsALine() throws {
        let evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:evil"
        let wanted: JSON = [
            "uid": .string(evil), "name": ["full": .string(evil)],
            "emails": ["e": ["address": .string(evil), "label": .string(evil), "vCardParams": ["x-a": .string(evil)]]],
            "links": ["l": ["uri": .string("https:" + evil), "mediaType": .string(evil)]],
            "media": ["m": ["kind": "photo", "uri": .string("https:" + evil)]],
            "keywords": [evil: true], "members": [evil: true], "relatedTo": [evil: ["relation": [evil: true]]], "prodId": .string(evil),
            "onlineServices": ["s": ["service": .string(evil), "uri": .string("https:" + evil), "user": .string(evil)]],
            "vCardProps": [["x-a", ["group": .string(evil)], "text", .string(evil)], ["x-b", [:], "unknown", .string(evil)]],
            "a:\(evil)": .string(evil),
        ]
        for version in VCard.Version.allCases {
            let card = try VCard.making(wanted, version)
            #expect(VCard.all(in: card.bytes).count == 1)
            #expect(try VCard(card.bytes).lines.count == card.lines.count, "\(String(decoding: card.bytes, as: UTF8.self))")
        }
    }

    @Test(arguments: Sample.all) func anotherVersionSaysTheSame(_ text: String) throws {
        let card = try VCard(Array(text.utf8))
        let first = CardReading(card).json
        for version in [VCard.Version.v30, .v40] {
            let other = CardReading(try VCard(try card.written(as: version).bytes)).json
            for name in ["uid", "name", "keywords", "members", "relatedTo", "notes", "titles", "links", "anniversaries"] {
                func entries(_ json: JSON?) -> JSON? { CardNormal.of([name: json ?? nil])[name] }
                #expect(entries(other[name])?.text == entries(first[name])?.text, "\(name) \(version)")
            }
        }
    }
}
