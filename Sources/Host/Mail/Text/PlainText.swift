/// Plain text as safe HTML: links become links, quote levels become blockquotes.
public enum PlainText {
    /// HTML that shows the text as it is; nothing in the text can become markup.
    public static func html(_ text: String) -> String {
        var out = ""
        var level = 0
        var first = true
        for line in text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false) {
            var rest = line
            var quotes = 0
            while quotes < 20, rest.first == ">" {
                quotes += 1
                rest = rest.dropFirst()
                if rest.first == " ", rest.dropFirst().first == ">" { rest = rest.dropFirst() }
            }
            if quotes > 0, rest.first == " " { rest = rest.dropFirst() }
            if quotes != level {
                while level < quotes {
                    out += "<blockquote>"
                    level += 1
                }
                while level > quotes {
                    out += "</blockquote>"
                    level -= 1
                }
            } else if !first {
                out += "<br>"
            }
            first = false
            appendLinked(rest.last == "\r" ? rest.dropLast() : rest, to: &out)
        }
        out += String(repeating: "</blockquote>", count: level)
        return "<div style=\"white-space:pre-wrap\">\(out)</div>"
    }

    /// Text with what is plainly an address on the web or a mail address as a link. Every piece is escaped by itself.
    private static func appendLinked(_ line: Substring, to out: inout String) {
        var word = ""
        func close() {
            guard !word.isEmpty else { return }
            append(word: word, to: &out)
            word = ""
        }
        for character in line {
            if character.isWhitespace || character == "<" || character == ">" || character == "\"" {
                close()
                HTMLEscape.append(String(character), to: &out)
            } else {
                word.append(character)
            }
        }
        close()
    }

    private static func append(word: String, to out: inout String) {
        var lead = Substring("")
        var body = Substring(word)
        if let first = body.first, "([{'*_".contains(first) {
            lead = body.prefix(1)
            body = body.dropFirst()
        }
        var end = body.endIndex
        while end > body.startIndex, ".,;:!?)]}'*_".contains(body[body.index(before: end)]) {
            if body[body.index(before: end)] == ")", body[..<end].count(where: { $0 == "(" }) >= body[..<end].count(where: { $0 == ")" }) {
                break
            }
            end = body.index(before: end)
        }
        let target = String(body[..<end])
        let lower = target.prefix(8).lowercased()
        var href: String?
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") || lower.hasPrefix("www.") || lower.hasPrefix("mailto:") {
            if target.utf8.count > 10, case .address(let url) = LinkRules.link(target) { href = url }
        } else if isAddress(target) {
            href = "mailto:" + target
        }
        guard let href else {
            HTMLEscape.append(word, to: &out)
            return
        }
        HTMLEscape.append(String(lead), to: &out)
        out += "<a href=\"\(HTMLEscape.text(href))\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">\(HTMLEscape.text(target))</a>"
        HTMLEscape.append(String(body[end...]), to: &out)
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: 64, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].count <= 64, parts[1].count <= 255, parts[1].contains(46) else { return false }
        func isAtom(_ byte: UInt8) -> Bool {
            (byte | 32) >= 97 && (byte | 32) <= 122 || byte >= 48 && byte <= 57 || byte == 45 || byte == 46 || byte == 95 || byte == 43
        }
        return parts[0].allSatisfy(isAtom) && parts[1].allSatisfy { isAtom($0) && $0 != 43 && $0 != 95 } && parts[1].first != 46
            && parts[1].last != 46
    }
}
