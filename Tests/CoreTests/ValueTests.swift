import Core
import Testing

@Suite struct ValueTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-22T09:14:05Z", 1_795_338_845_000), ("2024-02-29T23:59:59.5Z", 1_709_251_199_500),
            ("2026-11-22T10:14:05+01:00", 1_795_338_845_000), ("1969-12-31T23:59:59Z", -1000),
        ] as [(String, Int64)]) func datesAreRead(_ text: String, _ milliseconds: Int64)
    {
        #expect(UTCDate.time(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00:00Z", "2026-11-22 09:14:05Z!", "2026-11-22T09:14:05", "2026-11-22T09:14:05+1", "२०२६-11-22T09:14:05Z",
    ])
    func whatIsNoDateIsRefused(_ text: String) { #expect(UTCDate.time(text) == nil) }

    @Test(arguments: [0, 1_795_338_845_000, -62_135_596_800_000, 253_402_300_799_000] as [Int64]) func datesComeBack(_ milliseconds: Int64)
    {
        #expect(UTCDate.time(UTCDate.text(Timestamp(milliseconds: milliseconds)))?.milliseconds == milliseconds)
    }

    @Test(arguments: ["e0", "e-1", "42", "x42", "e", "e99999999999999999999", "e4 2"]) func whatIsNoIdIsRefused(_ text: String) {
        #expect(EmailID(text) == nil)
    }

    @Test func jsonTextIsStableAndEscaped() throws {
        let value: JSON = ["b": [1, .double(2.5), true, nil], "a": "\u{1}\"\\\n🙂"]
        #expect(value.text == #"{"a":"\u0001\"\\\n🙂","b":[1,2.5,true,null]}"#)
        #expect(try JSON(parsing: value.bytes) == value)
        #expect(throws: Failure.self) { try JSON(parsing: Array("{".utf8)) }
    }

    @Test(arguments: [("\\Seen", "$seen"), ("$Forwarded", "$forwarded"), ("Work", "work")]) func flagsBecomeKeywords(
        _ flag: String, _ keyword: String
    ) {
        #expect(Keyword(imap: flag)?.name == keyword)
    }

    @Test(arguments: ["\\Recent", "\\Deleted", "\\*", "a b", "", "é", "a*"]) func otherFlagsAreLeftOut(_ flag: String) {
        #expect(Keyword(imap: flag) == nil)
    }
}
