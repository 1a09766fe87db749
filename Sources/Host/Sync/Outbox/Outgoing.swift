/// What of a stored message may leave. Pure.
enum Outgoing {
    /// The message without its Bcc fields (RFC 5322 3.6.3), every line ended by CRLF.
    static func withoutBcc(_ raw: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count + raw.count / 64)
        var at = 0
        var inHeader = true
        var isSkipping = false
        while at < raw.count {
            var end = at
            while end < raw.count, raw[end] != 10 { end += 1 }
            let next = min(end + 1, raw.count)
            var text = end
            while text > at, raw[text - 1] == 13 { text -= 1 }
            if inHeader {
                if text == at {
                    inHeader = false
                    isSkipping = false
                } else if raw[at] != 32, raw[at] != 9 {
                    isSkipping = isBcc(raw, at, text)
                }
            }
            if !isSkipping {
                out += raw[at..<text]
                out.append(13)
                out.append(10)
            }
            at = next
        }
        return out
    }

    private static func isBcc(_ raw: [UInt8], _ from: Int, _ end: Int) -> Bool {
        for name in ["bcc", "resent-bcc"] {
            var at = from
            let matches = name.utf8.allSatisfy { byte in
                defer { at += 1 }
                return at < end && (raw[at] == byte || raw[at] | 32 == byte && raw[at] >= 65 && raw[at] <= 90)
            }
            guard matches else { continue }
            while at < end, raw[at] == 32 || raw[at] == 9 { at += 1 }
            if at < end, raw[at] == 58 { return true }
        }
        return false
    }
}
