/// Dates as HTTP writes them (RFC 7231, 7.1.1.1), as RFC 3339 does, and as seconds since 1970.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// `Sun, 22 Nov 2026 14:40:57 GMT`
    static func text(_ seconds: Int64) -> String {
        let (year, month, day) = civil(floorDiv(seconds, 86400))
        let of = seconds - floorDiv(seconds, 86400) * 86400
        let weekday = days[Int(((floorDiv(seconds, 86400) % 7) + 7) % 7)]
        return "\(weekday), \(two(day)) \(months[Int(month) - 1]) \(four(year)) \(two(of / 3600)):\(two(of / 60 % 60)):\(two(of % 60)) GMT"
    }

    /// `2026-11-22T14:40:57Z`
    static func internet(_ seconds: Int64) -> String {
        let (year, month, day) = civil(floorDiv(seconds, 86400))
        let of = seconds - floorDiv(seconds, 86400) * 86400
        return "\(four(year))-\(two(month))-\(two(day))T\(two(of / 3600)):\(two(of / 60 % 60)):\(two(of % 60))Z"
    }

    /// Reads the preferred form of HTTP; nil for anything else.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int64(parts[1]), let year = Int64(parts[3]),
            let month = months.firstIndex(of: String(parts[2])), let time = clock(parts[4]), (1...31).contains(day),
            (0...9999).contains(year)
        else { return nil }
        return number(year, Int64(month) + 1, day) * 86400 + time
    }

    /// Reads RFC 3339 in UTC, with or without a fraction; nil for anything else.
    static func instant(_ text: String) -> Int64? {
        let parts = text.split(separator: "T")
        guard parts.count == 2, parts[1].hasSuffix("Z") else { return nil }
        let date = parts[0].split(separator: "-").compactMap { Int64($0) }
        guard date.count == 3, (0...9999).contains(date[0]), (1...12).contains(date[1]), (1...31).contains(date[2]),
            let time = clock(parts[1].dropLast().prefix { $0 != "." })
        else { return nil }
        return number(date[0], date[1], date[2]) * 86400 + time
    }

    private static func clock(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 3, (0...23).contains(parts[0]), (0...59).contains(parts[1]), (0...60).contains(parts[2]) else { return nil }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    private static func four(_ value: Int64) -> String { String(repeating: "0", count: max(0, 4 - "\(value)".count)) + "\(value)" }
    private static func floorDiv(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((b - 1 - a) / b) }

    /// Days since 1970-01-01 of a date, in the proleptic Gregorian calendar.
    private static func number(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = floorDiv(y, 400)
        let ofEra = y - era * 400
        let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468
    }

    private static func civil(_ number: Int64) -> (Int64, Int64, Int64) {
        let z = number + 719468
        let era = floorDiv(z, 146097)
        let ofEra = z - era * 146097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * ofYear + 2) / 153
        let month = mp + (mp < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * mp + 2) / 5 + 1)
    }
}
