/// RFC 3339 in UTC with whole seconds, the UTCDate of RFC 8620 1.4, made and read without locale or calendar.
public enum UTCDate {
    /// `2026-11-22T09:14:00Z`
    public static func text(_ time: Timestamp) -> String {
        var seconds = time.milliseconds / 1000
        if time.milliseconds % 1000 < 0 { seconds -= 1 }
        var days = seconds / 86400
        var rest = seconds % 86400
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        let (year, month, day) = civil(days)
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))T\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))Z"
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS[.fff](Z|±HH:MM)`; nil when it is anything else.
    public static func time(_ text: String) -> Timestamp? {
        let b = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= b.count else { return nil }
            var value: Int64 = 0
            for byte in b[from..<from + count] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            return value
        }
        guard b.count >= 20, b[4] == 45, b[7] == 45, b[10] | 32 == 116, b[13] == 58, b[16] == 58,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        var at = 19
        var milliseconds: Int64 = 0
        if b[at] == 46 {
            at += 1
            var scale: Int64 = 100
            while at < b.count, b[at] >= 48, b[at] <= 57 {
                milliseconds += Int64(b[at] - 48) * scale
                scale /= 10
                at += 1
            }
        }
        guard at < b.count else { return nil }
        var offset: Int64 = 0
        if b[at] | 32 != 122 {
            guard b[at] == 43 || b[at] == 45, b.count == at + 6, b[at + 3] == 58, let h = number(at + 1, 2), let m = number(at + 4, 2)
            else { return nil }
            offset = (h * 60 + m) * 60 * (b[at] == 45 ? -1 : 1)
        } else if b.count != at + 1 {
            return nil
        }
        let whole = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        return Timestamp(milliseconds: whole * 1000 + milliseconds)
    }

    /// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
    public static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }

    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let z = days + 719468
        let era = (z >= 0 ? z : z - 146096) / 146097
        let dayOfEra = z - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp + (mp < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
