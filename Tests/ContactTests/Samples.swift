/// vCards as programs write them; the people in them are made up.
enum Sample {
    /// As a telephone of Apple's writes it.
    static let apple = lines(
        "BEGIN:VCARD", "VERSION:3.0", "PRODID:-//Example Inc.//Phone OS 18.0//EN", "N:Lovelace;Ada;King;Countess;;", "FN:Ada Lovelace",
        "NICKNAME:Ada,The Enchantress", "ORG:Analytical Engines;Notes;", "TITLE:Mathematician",
        "EMAIL;type=INTERNET;type=HOME;type=pref:ada@example.test", "item1.EMAIL;type=INTERNET:ada@example.org",
        "item1.X-ABLabel:_$!<Other>!$_", "TEL;type=CELL;type=VOICE;type=pref:+44 20 7946 0101", "TEL;type=WORK;type=FAX:+44 20 7946 0102",
        "item2.TEL:+44 20 7946 0103", "item2.X-ABLabel:Summer house",
        "item3.ADR;type=HOME;type=pref:;;12 St James's Square;London;;SW1Y 4JH;United Kingdom", "item3.X-ABADR:gb",
        "NOTE:First line\\nSecond line\\, with a comma\\; and more", "item4.URL;type=pref:https://ada.example.test/",
        "item4.X-ABLabel:_$!<HomePage>!$_", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-12-10", "item5.X-ABDATE;type=pref:1835-07-08",
        "item5.X-ABLabel:_$!<Anniversary>!$_", "X-SOCIALPROFILE;type=mastodon;x-user=ada:https://social.example.test/@ada",
        "IMPP;X-SERVICE-TYPE=Jabber;type=HOME:xmpp:ada@chat.example.test", "item6.X-ABRELATEDNAMES:William",
        "item6.X-ABLabel:_$!<Spouse>!$_",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAs",
        " LDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL=",
        "CATEGORIES:Friends,Science", "UID:0f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0", "X-ABShowAs:PERSON", "X-IMAGETYPE:PHOTO",
        "REV:2025-11-02T08:09:10Z",
        "END:VCARD")

    /// As RFC 6350 likes it.
    static let modern = lines(
        "BEGIN:VCARD", "VERSION:4.0", "UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1", "KIND:individual",
        "FN;PID=1.1:Grace Hopper", "N;SORT-AS=\"Hopper,Grace\":Hopper;Grace;Brewster Murray;Rear Admiral;PhD", "GENDER:F",
        "LANG;TYPE=work;PREF=1:en",
        "LANG;TYPE=home:fr", "BDAY:19061209", "ANNIVERSARY:1930-06", "DEATHDATE:19920101T100000Z",
        "TEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+1-555-555-5555;ext=5555", "EMAIL;TYPE=work;PREF=2:grace@example.test",
        "ADR;TYPE=work;LABEL=\"1 Navy Yard^nWashington\";GEO=\"geo:38.87,-76.99\";TZ=\"America/New_York\";CC=us:;;1 Navy Yard;Washington;DC;20374;USA",
        "ORG;SORT-AS=\"Navy\":Navy;Computing", "TITLE:Programmer", "ROLE:Officer", "NOTE;LANGUAGE=en:Found a moth.",
        "URL:https://grace.example.test/",
        "PHOTO:data:image/png;base64,iVBORw0KGgo=", "KEY;MEDIATYPE=application/pgp-keys:https://keys.example.test/grace.asc",
        "FBURL:https://busy.example.test/grace", "CALURI;PREF=1:https://cal.example.test/grace", "CALADRURI:mailto:grace@example.test",
        "EXPERTISE;LEVEL=expert;INDEX=1:compilers", "HOBBY;LEVEL=high:knitting",
        "RELATED;TYPE=colleague:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "SOCIALPROFILE;SERVICE-TYPE=Mastodon;USERNAME=grace:https://social.example.test/@grace", "IMPP;PREF=1:xmpp:grace@chat.example.test",
        "PRONOUNS;LANGUAGE=en:she/her", "GRAMGENDER:FEMININE", "SOURCE:https://dir.example.test/grace.vcf", "CREATED:20220705T093412Z",
        "CLIENTPIDMAP:1;urn:uuid:53e374d9-337e-4727-8803-a1e9c14e0556", "X-FOO;X-BAR=\"a;b:c,d\":kept, as it; is", "END:VCARD")

    /// As an old telephone writes it.
    static let old = lines(
        "BEGIN:VCARD", "VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=BCller", "TEL;CELL;PREF:+49 30 901820", "TEL;WORK;FAX:+49 30 901821",
        "ADR;HOME;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:;;Stra=C3=9Fe 1=0D=0AHinterhaus;Berlin;;10115;Deutschland",
        "NOTE;ENCODING=QUOTED-PRINTABLE:A long note that is broken softly at the end of its =", "line, and again =", "here.",
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ", " AAAQABAAD=", "", "X-CLASS:private", "END:VCARD")

    /// A group of Apple's.
    static let group = lines(
        "BEGIN:VCARD", "VERSION:3.0", "N:Engineers;;;;", "FN:Engineers", "X-ADDRESSBOOKSERVER-KIND:group",
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:0f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1f1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
        "UID:aaaaaaaa-4f50-6172-8394-a5b6c7d8e9f0", "END:VCARD")

    static let all = [apple, modern, old, group]

    static func lines(_ lines: String...) -> String { lines.map { $0 + "\r\n" }.joined() }
}
