/// The tokens of a CSS value, a small and strict part of CSS Syntax 3: escapes, at-signs, braces and unclosed things are refused.
enum CSSTokens: Equatable {
    case space, comma, slash, important, close
    case word(String)
    case hash(String)
    case string(String)
    case number(Double, unit: String)
    /// A function other than url, up to its bracket.
    case function(String)
    case url(String)

    /// The tokens of a value; nil when anything in it is not plainly understood.
    static func read(_ text: String) -> [CSSTokens]? {
        var tokens: [CSSTokens] = []
        var rest = Substring(text).unicodeScalars
        func isName(_ scalar: Unicode.Scalar) -> Bool {
            let value = scalar.value
            return (97...122).contains(value | 32) || (48...57).contains(value) || value == 45 || value == 95
        }
        while let scalar = rest.first {
            guard tokens.count < 200 else { return nil }
            switch scalar.value {
            case 9, 10, 12, 13, 32:
                rest.removeFirst()
                if let last = tokens.last, last != .space { tokens.append(.space) }
            case 0x2C:
                rest.removeFirst()
                tokens.append(.comma)
            case 0x2F:
                rest.removeFirst()
                tokens.append(.slash)
            case 0x29:
                rest.removeFirst()
                tokens.append(.close)
            case 0x21:
                rest.removeFirst()
                let word = rest.drop { $0.value == 32 }.prefix(while: isName)
                guard String(word).lowercased() == "important" else { return nil }
                rest = rest[word.endIndex...]
                tokens.append(.important)
            case 0x23:
                rest.removeFirst()
                let word = rest.prefix(while: isName)
                guard !word.isEmpty, word.count <= 8, word.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
                rest = rest[word.endIndex...]
                tokens.append(.hash(String(word)))
            case 0x22, 0x27:
                guard let string = string(&rest) else { return nil }
                tokens.append(.string(string))
            case 48...57, 0x2B, 0x2D, 0x2E:
                if let number = number(&rest) {
                    tokens.append(number)
                } else if scalar.value == 0x2D, let word = word(&rest, isName) {
                    tokens.append(word)
                } else {
                    return nil
                }
            case 65...90, 97...122, 0x5F:
                guard let word = word(&rest, isName) else { return nil }
                tokens.append(word)
            default: return nil
            }
        }
        return tokens
    }

    private static func word(_ rest: inout Substring.UnicodeScalarView, _ isName: (Unicode.Scalar) -> Bool) -> CSSTokens? {
        let word = String(rest.prefix(while: isName))
        guard !word.hasPrefix("--"), !word.isEmpty else { return nil }
        rest = rest[rest.index(rest.startIndex, offsetBy: word.unicodeScalars.count)...]
        guard rest.first == "(" else { return .word(word) }
        rest.removeFirst()
        let function = word.lowercased()
        guard function == "url" else { return .function(function) }
        rest = rest.drop { $0.value <= 32 }
        let url: String
        if let quote = rest.first, quote == "\"" || quote == "'" {
            guard let text = string(&rest) else { return nil }
            url = text
        } else {
            let text = rest.prefix { $0.value > 32 && $0 != ")" && $0 != "\"" && $0 != "'" && $0 != "(" && $0 != "\\" }
            url = String(text)
            rest = rest[text.endIndex...]
        }
        rest = rest.drop { $0.value <= 32 }
        guard rest.first == ")" else { return nil }
        rest.removeFirst()
        return .url(url)
    }

    private static func string(_ rest: inout Substring.UnicodeScalarView) -> String? {
        let quote = rest.removeFirst()
        let text = rest.prefix { $0 != quote }
        guard text.endIndex < rest.endIndex,
            text.allSatisfy({
                $0.value >= 32 && $0.value != 127 && $0 != "\\" && $0 != "<" && $0 != ">" && $0 != "'" && $0 != "\"" && $0 != "{"
                    && $0 != "}"
            })
        else { return nil }
        rest = rest[text.endIndex...]
        rest.removeFirst()
        return String(text)
    }

    private static func number(_ rest: inout Substring.UnicodeScalarView) -> CSSTokens? {
        var digits = ""
        var at = rest.startIndex
        while at < rest.endIndex, digits.count < 20 {
            let value = rest[at].value
            guard (48...57).contains(value) || value == 46 || (digits.isEmpty && (value == 43 || value == 45)) else { break }
            digits.unicodeScalars.append(rest[at])
            at = rest.index(after: at)
        }
        if digits.hasSuffix(".") { digits += "0" }
        let signless = digits.drop { $0 == "+" || $0 == "-" }
        guard signless.contains(where: \.isNumber),
            let number = Double((digits.hasPrefix("-") ? "-" : "") + (signless.hasPrefix(".") ? "0" : "") + signless)
        else { return nil }
        let unit = rest[at...].prefix { (97...122).contains($0.value | 32) || $0 == "%" }
        rest = rest[unit.endIndex...]
        return .number(number, unit: String(unit))
    }

    /// A number as CSS writes it.
    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e9 ? String(Int(number)) : "\(number)"
    }

    /// Splits at a mark that stands outside strings, brackets and comments; comments go. What follows something unclosed goes too.
    static func split(_ text: String, at mark: Unicode.Scalar) -> [String] {
        var parts: [String] = []
        var part = String.UnicodeScalarView()
        var depth = 0
        var quote: Unicode.Scalar?
        var scalars = Array(text.unicodeScalars.prefix(1 << 18))[...]
        while let scalar = scalars.popFirst() {
            if let open = quote {
                if scalar == open { quote = nil }
                part.append(scalar)
                continue
            }
            if scalar == "/", scalars.first == "*" {
                scalars = scalars.dropFirst()
                var closed = false
                while let inner = scalars.popFirst() {
                    if inner == "*", scalars.first == "/" {
                        scalars = scalars.dropFirst()
                        closed = true
                        break
                    }
                }
                if !closed { return parts }
                part.append(" ")
                continue
            }
            switch scalar {
            case "\"", "'": quote = scalar
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            default: break
            }
            if scalar == mark, depth == 0 {
                parts.append(String(part))
                part = .init()
            } else {
                part.append(scalar)
            }
        }
        if quote == nil, depth == 0 { parts.append(String(part)) }
        return parts
    }
}
