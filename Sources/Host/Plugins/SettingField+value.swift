import Core

extension SettingField {
    /// The value as it is kept; nil when the text is empty, which counts as not filled in. Fails with `invalid`, its message a sentence
    /// about this field for whoever filled it in.
    func value(_ json: JSON) throws(Failure) -> JSON? {
        let name = label.text(in: "en")
        func wrong(_ why: String) -> Failure { Failure(.invalid, "\(key): \(why)", message: "\(name) \(why).") }
        switch kind {
        case .boolean:
            guard json.bool != nil else { throw wrong("must be yes or no") }
            return json
        case .number:
            guard let number = SettingField.double(json) else { throw wrong("must be a number") }
            if let min, number < min { throw wrong("must be at least \(SettingField.words(min))") }
            if let max, number > max { throw wrong("must be at most \(SettingField.words(max))") }
            return json
        case .choice:
            guard let text = json.string else { throw wrong("must be one of its choices") }
            if text.isEmpty, !choices.contains(where: { $0.value.isEmpty }) { return nil }
            guard choices.contains(where: { $0.value == text }) else { throw wrong("must be one of its choices") }
            return json
        case .text, .multiline, .secret, .url, .email: break
        }
        guard var text = json.string else { throw wrong("must be text") }
        // A secret may begin or end with a space, but never with the line end it was copied with.
        text = kind == .secret ? text.trimming(\.isNewline) : kind == .multiline ? text : text.trimming(\.isWhitespace)
        guard !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= maxLength else { throw wrong("must have at most \(maxLength) characters") }
        let isLine = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        let areLines = text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\r" || $0 == "\t" }
        guard kind == .multiline ? areLines : isLine else { throw wrong("must not hold control characters") }
        if kind == .url, !SettingField.isURL(text) { throw wrong("must be an address that begins with https:// or http://") }
        if kind == .email, !SettingField.isEmail(text) { throw wrong("must be a mail address") }
        if let pattern, !pattern.fits(text) { throw wrong("does not have the form it needs") }
        return .string(text)
    }

    private static func double(_ json: JSON) -> Double? {
        switch json {
        case .int(let value): Double(value)
        case .double(let value): value.isFinite ? value : nil
        default: nil
        }
    }

    private static func words(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 9e15 ? "\(Int64(number))" : "\(number)"
    }

    private static func isURL(_ text: String) -> Bool {
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else { return false }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !authority.isEmpty && !authority.contains("@") && text.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != 92 }
    }

    private static func isEmail(_ text: String) -> Bool {
        guard let at = text.lastIndex(of: "@"), text.utf8.count <= 254 else { return false }
        let domain = text[text.index(after: at)...]
        return at != text.startIndex && !domain.isEmpty && !domain.hasPrefix(".") && !domain.hasSuffix(".") && !domain.contains("..")
            && text.unicodeScalars.allSatisfy { $0.value > 32 && $0 != "," && $0 != ";" && $0 != "<" && $0 != ">" }
    }
}

extension String {
    /// The text without such characters at its ends.
    fileprivate func trimming(_ isIdle: (Character) -> Bool) -> String {
        guard let first = firstIndex(where: { !isIdle($0) }), let last = lastIndex(where: { !isIdle($0) }) else { return "" }
        return String(self[first...last])
    }
}
