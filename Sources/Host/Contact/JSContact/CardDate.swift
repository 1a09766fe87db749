import Core

/// Dates and timestamps of vCards (RFC 6350 4.3) and of JSContact (RFC 9553 2.8.1).
enum CardDate {
    /// The date of a property as PartialDate or Timestamp; nil when it is none.
    static func json(_ line: ContentLine) -> JSON? {
        let text = LineText.unescaped(line.value).trimmed
        let parts = text.split(whereSeparator: { $0 == "T" || $0 == "t" || $0 == " " })
        guard let first = parts.first, parts.count <= 2, var date = partial(String(first)) else { return nil }
        if parts.count == 2, let utc = timestamp(text), parts[1].last?.uppercased() == "Z" {
            // Midnight is how careless writers put a date.
            if !utc.hasSuffix("T00:00:00Z") { return ["@type": "Timestamp", "utc": .string(utc)] }
        }
        if let year = line.first("X-APPLE-OMIT-YEAR").flatMap({ Int64($0) }), date["year"] == .int(year) { date["year"] = nil }
        if let scale = line.first("CALSCALE"), scale.lowercased() != "gregorian" { date["calendarScale"] = .string(scale) }
        return date.isEmpty ? nil : .object(date)
    }

    /// `1985-04-12`, `19850412`, `1985-04`, `1985`, `--0412`, `--04-12`, `--04`, `---12`.
    private static func partial(_ text: String) -> [String: JSON]? {
        var rest = text[...]
        var out: [String: JSON] = [:]
        func number(_ count: Int) -> Int64? {
            let digits = rest.prefix(count)
            guard digits.utf8.count == count, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            rest = rest.dropFirst(count)
            return Int64(digits)
        }
        func dash() -> Bool {
            guard rest.first == "-" else { return false }
            rest = rest.dropFirst()
            return true
        }
        if rest.hasPrefix("--") {
            rest = rest.dropFirst(2)
        } else {
            guard let year = number(4) else { return nil }
            out["year"] = .int(year)
            if rest.isEmpty { return out }
            _ = dash()
        }
        if !dash() {
            guard let month = number(2), (1...12).contains(month) else { return nil }
            out["month"] = .int(month)
            if rest.isEmpty { return out }
            _ = dash()
        }
        guard let day = number(2), (1...31).contains(day), rest.isEmpty else { return nil }
        out["day"] = .int(day)
        return out
    }

    /// Writes a PartialDate or Timestamp; returns whether it is one.
    static func write(_ date: JSON, _ line: inout ContentLine, _ version: VCard.Version) -> Bool {
        func pad(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        if let utc = date["utc"]?.string {
            guard UTCDate.time(utc) != nil else { return false }
            line.set("VALUE", version == .v40 ? nil : "date-time")
            line.set("X-APPLE-OMIT-YEAR", nil)
            line.value = version == .v40 ? basic(utc) : utc
            return true
        }
        let (year, month, day) = (date["year"]?.int, date["month"]?.int, date["day"]?.int)
        guard year.map({ (0...9999).contains($0) }) ?? true, month.map({ (1...12).contains($0) }) ?? true,
            day.map({ (1...31).contains($0) }) ?? true, year != nil || month != nil, day == nil || month != nil
        else { return false }
        line.set("VALUE", version == .v40 ? nil : line.first("VALUE").map { _ in "date" })
        line.set("CALSCALE", date["calendarScale"]?.string)
        line.set("X-APPLE-OMIT-YEAR", version != .v40 && year == nil ? "1604" : nil)
        switch (version, month, day) {
        case (.v40, let month?, let day?): line.value = "\(year.map { pad($0, 4) } ?? "--")\(pad(month, 2))\(pad(day, 2))"
        case (.v40, let month?, nil): line.value = year.map { "\(pad($0, 4))-\(pad(month, 2))" } ?? "--\(pad(month, 2))"
        case (_, let month?, let day?): line.value = "\(pad(year ?? 1604, 4))-\(pad(month, 2))-\(pad(day, 2))"
        case (_, let month?, nil): line.value = "\(pad(year ?? 1604, 4))-\(pad(month, 2))"
        default: line.value = pad(year ?? 0, 4)
        }
        return true
    }

    /// A timestamp as UTCDateTime; nil when it is none. A time without a zone is taken for UTC.
    static func timestamp(_ text: String) -> String? {
        if let time = UTCDate.time(text) { return UTCDate.text(time) }
        let bytes = Array(text.trimmed.utf8.filter { $0 != 45 && $0 != 58 })
        guard bytes.count >= 8, bytes.prefix(8).allSatisfy({ (48...57).contains($0) }) else { return nil }
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let date = "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))"
        if bytes.count == 8 { return UTCDate.time("\(date)T00:00:00Z").map { UTCDate.text($0) } }
        guard bytes.count >= 15, bytes[8] | 32 == 116, bytes[9..<15].allSatisfy({ (48...57).contains($0) }) else { return nil }
        return UTCDate.time("\(date)T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z").map { UTCDate.text($0) }
    }

    /// `20260102T030405Z` of `2026-01-02T03:04:05Z`.
    static func basic(_ utc: String) -> String { utc.filter { $0 != "-" && $0 != ":" } }
}
