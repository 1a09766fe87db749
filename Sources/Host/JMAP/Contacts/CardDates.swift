import Core

/// Times as vCards write them: with or without separators (RFC 6350 4.3).
enum CardDates {
    /// The moment of a timestamp; a date alone is its midnight in UTC. nil when it is none.
    static func time(_ text: String) -> Timestamp? {
        if let time = UTCDate.time(text) { return time }
        let compact = text.filter { $0 != "-" && $0 != ":" }
        guard compact.utf8.count >= 8, compact.utf8.prefix(8).allSatisfy({ (48...57).contains($0) }) else { return nil }
        let digits = Array(compact.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: digits[range], as: UTF8.self) }
        let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        guard digits.count >= 15, digits[8] | 32 == 116, digits[9..<15].allSatisfy({ (48...57).contains($0) }) else {
            return digits.count == 8 ? UTCDate.time("\(date)T00:00:00Z") : nil
        }
        return UTCDate.time("\(date)T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
    }
}
