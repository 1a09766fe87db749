/// SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012): a keyed hash that nobody without the key can make or undo.
/// Made here and not by the host, because each request needs one.
enum SipHash {
    /// A key that lives as long as the process.
    struct Key: Sendable {
        let low: UInt64
        let high: UInt64

        /// A random one.
        init() {
            var random = SystemRandomNumberGenerator()
            self.init(low: random.next(), high: random.next())
        }

        init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }
    }

    /// The 16 bytes for a message.
    static func tag(_ message: [UInt8], _ key: Key) -> [UInt8] {
        var state = State(key)
        let whole = message.count & ~7
        for start in stride(from: 0, to: whole, by: 8) { state.take(word(message[start..<start + 8])) }
        state.take(word(message[whole...]) | UInt64(truncatingIfNeeded: message.count) << 56)
        state.v2 ^= 0xee
        let first = state.squeezed()
        state.v1 ^= 0xdd
        let second = state.squeezed()
        return [first, second].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> ($0 * 8)) } }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(_ key: Key) {
            v0 = key.low ^ 0x736f_6d65_7073_6575
            v1 = key.high ^ 0x646f_7261_6e64_6f6d ^ 0xee
            v2 = key.low ^ 0x6c79_6765_6e65_7261
            v3 = key.high ^ 0x7465_6462_7974_6573
        }

        mutating func take(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func squeezed() -> UInt64 {
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            func turned(_ value: UInt64, _ by: UInt64) -> UInt64 { value << by | value >> (64 - by) }
            v0 &+= v1
            v1 = turned(v1, 13) ^ v0
            v0 = turned(v0, 32)
            v2 &+= v3
            v3 = turned(v3, 16) ^ v2
            v0 &+= v3
            v3 = turned(v3, 21) ^ v0
            v2 &+= v1
            v1 = turned(v1, 17) ^ v2
            v2 = turned(v2, 32)
        }
    }
}
