import Core
import Testing

@testable import IMAP

/// What a hostile server can send to the codec (attack 43).
@Suite struct HostileReaderTests {
    @Test(arguments: [
        ("* 1 FETCH (BODY[] {4294967296}\r\n", Failure.Kind.tooLarge), ("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", .tooLarge),
        ("* 1 FETCH (BODY[] {999999999999999999}\r\n", .tooLarge), ("* 99999999999999999999 EXISTS\r\n", .unavailable),
        ("* 1 FETCH (UID 9223372036854775808)\r\n", .unavailable),
        ("* OK [UIDVALIDITY 99999999999999999999] x\r\n", .unavailable), ("220 mail.example.test ESMTP ready\r\n", .unavailable),
        ("garbage\r\n", .unavailable), ("\r\n", .unavailable),
        ("a1 MAYBE fine\r\n", .unavailable), ("HTTP/1.1 400 Bad Request\r\n", .unavailable),
    ])
    func attack43Refuses(_ text: String, _ kind: Failure.Kind) {
        #expect { try ReaderTests.read(Array(text.utf8)) } throws: { ($0 as? Failure)?.kind == kind }
        #expect { try ReaderTests.read(Array(text.utf8), stretch: 1) } throws: { ($0 as? Failure)?.kind == kind }
    }

    @Test func attack43DeepNesting() {
        for text in ["* 1 FETCH (BODYSTRUCTURE ", "* 1 FETCH (X-NEW ", "* 1 FETCH (ENVELOPE "] {
            let deep = text + String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000) + ")\r\n"
            #expect { try ReaderTests.read(Array(deep.utf8)) } throws: { ($0 as? Failure)?.kind == .unavailable }
        }
    }

    @Test func attack43LineAndLiteralLimits() {
        var limits = ReaderLimits()
        limits.line = 1000
        limits.literal = 1000
        limits.literalCount = 10
        let endless = Array(("* OK " + String(repeating: "x", count: 2000)).utf8)
        #expect { try ReaderTests.read(endless, stretch: 100, limits: limits) } throws: { ($0 as? Failure)?.kind == .tooLarge }
        let pieces = "* 1 FETCH (" + String(repeating: "BODY[] {400}\r\n" + String(repeating: "y", count: 400) + " ", count: 3) + ")\r\n"
        #expect { try ReaderTests.read(Array(pieces.utf8), limits: limits) } throws: { ($0 as? Failure)?.kind == .tooLarge }
        let many = "* 1 FETCH (" + String(repeating: "BODY[] {0}\r\n ", count: 20) + ")\r\n"
        #expect { try ReaderTests.read(Array(many.utf8), limits: limits) } throws: { ($0 as? Failure)?.kind == .tooLarge }
    }

    @Test func attack43ManyNumbers() throws {
        let numbers = (1...300_000).map { String($0 * 2) }
        guard
            case .search(let ranges, _) = try ReaderTests.read(Array("* SEARCH \(numbers.joined(separator: " "))\r\n".utf8)).first?.untagged
        else { throw Failure(.failed, "no SEARCH") }
        #expect(ranges.count == 300_000)
        guard case .vanished(_, let gone) = try ReaderTests.read(Array("* VANISHED 1:9223372036854775807,5\r\n".utf8)).first?.untagged
        else { throw Failure(.failed, "no VANISHED") }
        #expect(gone.count == .max && gone.ranges.count == 1 && gone.contains(UID(12)))
    }

    /// A response of a few megabytes that comes byte by byte costs time in proportion to its length.
    @Test func isLinear() throws {
        func time(_ size: Int) throws -> Duration {
            let bytes = Array("* OK \(String(repeating: "z", count: size))\r\n".utf8)
            return try (0..<5).map { _ in try ContinuousClock().measure { _ = try ReaderTests.read(bytes, stretch: 64) } }.min() ?? .zero
        }
        _ = try time(1000)
        let (short, long) = (try time(200_000), try time(1_600_000))
        #expect(long < short * 8 * 15, "8 times the length took \(long / short) times as long")
    }

    /// Mutations of real responses, always the same ones: nothing crashes, and how bytes are cut changes nothing.
    @Test func fuzzesDeterministically() throws {
        let seeds =
            ReaderTests.data.map { Array(($0.0 + "\r\n").utf8) } + ReaderTests.codes.map { Array("* OK [\($0.0)] x\r\n".utf8) }
            + [
                Array("a1 OK done\r\n".utf8),
                Array(
                    "* 7 FETCH (BODYSTRUCTURE ((\"a\" \"b\" NIL NIL NIL \"7bit\" 1 1)(\"message\" \"rfc822\" NIL NIL NIL NIL 3 (NIL) (\"c\" \"d\" NIL NIL NIL NIL 3) 3) \"mixed\"))\r\n"
                        .utf8),
            ]
        var limits = ReaderLimits()
        limits.literal = 1 << 16
        var random = Random(state: 20)
        let spice: [[UInt8]] = [
            "(", ")", "\"", "\\", "{3}\r\n", "{0}\r\n", "NIL", " ", "\r\n", "[", "]", "<", "99999999999999999999", "0", "-1", "\0", "*",
            "+", ":", ",", "~{1}\r\n", "\u{fffd}",
        ].map { Array($0.utf8) }
        for _ in 0..<3_000 {
            var bytes = seeds[random.below(seeds.count)]
            if random.below(4) == 0 { bytes += seeds[random.below(seeds.count)] }
            for _ in 0...random.below(4) {
                let at = random.below(bytes.count)
                switch random.below(4) {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(contentsOf: spice[random.below(spice.count)], at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + random.below(5)))
                default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + random.below(20))], at: random.below(bytes.count))
                }
                if bytes.isEmpty { bytes = [0x0a] }
            }
            let whole = Result { () throws(Failure) in try ReaderTests.read(bytes, limits: limits) }
            let cut = Result { () throws(Failure) in try ReaderTests.read(bytes, stretch: 1 + random.below(9), limits: limits) }
            switch (whole, cut) {
            case (.success(let a), .success(let b)): #expect(a == b)
            case (.failure(let a), .failure(let b)): #expect(a.kind == b.kind)
            default: Issue.record("cutting changed the outcome of \(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
        }
    }
}

/// Always the same numbers (SplitMix64).
struct Random {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
    mutating func below(_ limit: Int) -> Int { limit <= 1 ? 0 : Int(next() % UInt64(limit)) }
}

extension Response {
    var untagged: Untagged? { if case .untagged(let data) = self { data } else { nil } }
}
