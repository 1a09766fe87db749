/// Dates and times as the two versions write them.
enum CardMoment {
    /// The year that stands for none, and the parameter that says so: phones write a birthday without a year this way in 3.0.
    private static let noYear = "1604"
    private static let mark = "X-APPLE-OMIT-YEAR"

    /// `1985-04-12` becomes `19850412`, `T10:22:00.5Z` becomes `T102200Z`. A date that is not whole stays: 4.0 writes it with its hyphens.
    static func basic(_ value: String) -> String {
        guard value.utf8.allSatisfy({ (48...57).contains($0) || Array("-:TZ+.".utf8).contains($0) }), !value.hasPrefix("--") else {
            return value
        }
        let parts = value.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        let date =
            parts[0].split(separator: "-", omittingEmptySubsequences: false).count == 3 ? parts[0].filter { $0 != "-" } : String(parts[0])
        return parts.count == 1 ? date : date + "T" + parts[1].prefix { $0 != "." }.filter { $0 != ":" } + zone(parts[1])
    }

    /// The zone after a fraction of a second, which 4.0 does not have.
    private static func zone(_ time: Substring) -> String {
        guard time.contains(".") else { return "" }
        return String(time.drop { $0 != "." }.dropFirst().drop { $0.isNumber }.filter { $0 != ":" })
    }

    /// `19850412` becomes `1985-04-12`; anything shorter stays.
    static func extended(_ value: String) -> String {
        let parts = value.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let date = parts.first, date.utf8.count == 8, date.allSatisfy(\.isNumber) else { return value }
        let digits = Array(date)
        var out = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        if parts.count == 2 {
            let time = Array(parts[1])
            if time.count >= 6, time[0..<6].allSatisfy(\.isNumber) {
                out += "T\(String(time[0..<2])):\(String(time[2..<4])):\(String(time[4..<6]))\(String(time[6...]))"
            } else {
                out += "T" + parts[1]
            }
        }
        return out
    }

    /// A day of somebody's life for 3.0, which knows whole dates only. A day without a year gets the year that stands for none; what is
    /// no date, or not a whole one, goes by a name that nobody takes for one.
    static func older(_ line: ContentLine) -> ContentLine {
        var line = line
        if line.name != "BDAY" { line.name = "X-" + line.name }
        let value = extended(line.value)
        let digits = value.filter { $0 != "-" }
        if value.hasPrefix("--"), !value.hasPrefix("---"), digits.utf8.count == 4, digits.allSatisfy(\.isNumber) {
            line.set("VALUE", [])
            line.set(mark, [noYear])
            line.value = "\(noYear)-\(digits.prefix(2))-\(digits.suffix(2))"
        } else if !line.isValue("text"), value.utf8.count >= 10, value.prefix(10).split(separator: "-").map(\.utf8.count) == [4, 2, 2] {
            line.value = value
        } else if line.name == "BDAY" {
            line.name = "X-BDAY"
        }
        return line
    }

    /// A day of somebody's life for 4.0.
    static func newer(_ line: ContentLine) -> ContentLine {
        var line = line
        if line.name.hasPrefix("X-") { line.name = String(line.name.dropFirst(2)) }
        line.value = basic(line.value)
        guard let year = line[mark].first else { return line }
        line.set(mark, [])
        if line.value.utf8.count == 8, line.value.hasPrefix(year), line.value.allSatisfy(\.isNumber) {
            line.value = "--" + line.value.dropFirst(4)
        }
        return line
    }
}
