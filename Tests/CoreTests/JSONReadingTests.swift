import Core
import Testing

@Suite struct JSONReadingTests {
    private static let values: [(String, JSON)] = [
        ("null", JSON.null), (" true ", true), ("[]", []), ("{}", [:]), ("-0", 0), ("12", 12), ("-9223372036854775808", .int(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("1.5e1", .double(15)), ("1E-2", .double(0.01)), ("\"\"", ""),
        ("\"ä😀\"", "ä😀"),
        (#""\u00e4\ud83d\ude00\n\/\"\\""#, "ä😀\n/\"\\"), ("[1,[2,{\"a\":[]}]]", [1, [2, ["a": []]]]),
        ("{\"a\":{\"a\":null}}", ["a": ["a": nil]]),
        ("\t\r\n[ 1 , 2 ]\n", [1, 2]), (#""\u0000""#, "\u{0}"),
    ]

    @Test(arguments: values)
    func accepted(_ text: String, _ value: JSON) throws { #expect(try JSON(parsing: text.utf8) == value) }

    @Test(
        arguments: [
            "", " ", "nul", "truex", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "-",
            "1.", ".5", "1e", "+1",
            "\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "1 2", "[", "{", "1e999", "'a'",
            "NaN", "\u{FEFF}1",
        ])
    func refused(_ text: String) { #expect(throws: Failure.self) { try JSON(parsing: text.utf8) } }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: Failure.self) { try JSON(parsing: [34, 0xFF, 34] as [UInt8]) }
        #expect(throws: Failure.self) { try JSON(parsing: [34, 0xC0, 0x80, 34] as [UInt8]) }
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> [UInt8] { Array(repeating: 91, count: depth) + Array(repeating: 93, count: depth) }
        _ = try JSON(parsing: nested(JSON.deepest))
        #expect(throws: Failure.self) { try JSON(parsing: nested(JSON.deepest + 2)) }
        #expect(throws: Failure.self) { try JSON(parsing: nested(1_000_000)) }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let value: JSON = ["a": [1, .double(-2.5), "x\u{1}\"\\/\u{2028}", nil, true], "": ["ä": [:]]]
        #expect(try JSON(parsing: value.bytes) == value)
        #expect(try JSON(parsing: AnySequence(value.bytes)) == value)
    }
}
