import Core

/// The date-time of INTERNALDATE and APPEND, `17-Jul-2026 02:44:25 -0700` (RFC 9051 9).
enum InternalDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads the form; nil when it is anything else.
    static func time(_ bytes: [UInt8]) -> Timestamp? {
        let words = bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        guard words.count >= 2 else { return nil }
        let date = words[0].split(separator: "-")
        let clock = words[1].split(separator: ":")
        guard date.count == 3, clock.count == 3, date[2].utf8.count <= 4, let day = number(date[0]), let year = number(date[2]),
            let month = months.firstIndex(where: { $0.lowercased() == date[1].lowercased() }), (1...31).contains(day),
            let hour = number(clock[0]), let minute = number(clock[1]), let second = number(clock[2]), hour < 24, minute < 60, second <= 60
        else { return nil }
        var offset: Int64 = 0
        if words.count > 2 {
            guard words[2].utf8.count == 5, let zone = number(words[2].dropFirst()) else { return nil }
            offset = (zone / 100 * 3600 + zone % 100 * 60) * (words[2].hasPrefix("-") ? -1 : 1)
        }
        let seconds = UTCDate.days(year, Int64(month + 1), day) * 86400 + hour * 3600 + minute * 60 + second - offset
        return Timestamp(milliseconds: seconds * 1000)
    }

    /// The form in UTC.
    static func text(_ time: Timestamp) -> String {
        let iso = Array(UTCDate.text(time).utf8)
        guard iso.count == 20 else { return "01-Jan-1970 00:00:00 +0000" }
        return "\(day(iso)) \(String(decoding: iso[11..<19], as: UTF8.self)) +0000"
    }

    /// `17-Jul-2026`, in UTC, for SEARCH.
    static func day(_ time: Timestamp) -> String { day(Array(UTCDate.text(time).utf8)) }

    private static func day(_ iso: [UInt8]) -> String {
        guard iso.count == 20 else { return "01-Jan-1970" }
        let month = Int(iso[5] - 48) * 10 + Int(iso[6] - 48)
        return "\(String(decoding: iso[8..<10], as: UTF8.self))-\(months[month - 1])-\(String(decoding: iso[0..<4], as: UTF8.self))"
    }

    private static func number(_ text: some StringProtocol) -> Int64? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return Int64(text)
    }
}
