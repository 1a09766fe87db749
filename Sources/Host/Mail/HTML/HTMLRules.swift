/// What may stay: elements and attributes.
enum HTMLRules {
    /// Elements that are written.
    static let elements: Set<String> = [
        "a", "abbr", "address", "article", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
        "colgroup", "dd", "del",
        "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "i", "img",
        "ins", "kbd", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span",
        "strike", "strong",
        "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    ]
    /// Elements that go with all that is in them.
    static let dropped: Set<String> = [
        "script", "style", "template", "iframe", "object", "embed", "applet", "frame", "frameset", "noframes", "noembed", "title", "svg",
        "math", "meta",
        "base", "link", "input", "select", "textarea", "datalist", "audio", "video", "canvas", "plaintext", "xmp", "param", "source",
        "track", "dialog",
        "portal", "image", "map", "area", "keygen", "isindex", "bgsound",
    ]
    /// Elements without an end tag.
    static let void: Set<String> = ["br", "hr", "img", "col", "wbr"]

    /// The kinds of values.
    enum Value { case number, token, colour, text, language, direction }

    /// Attributes any element may have.
    static let attributes: [String: Value] = [
        "align": .token, "valign": .token, "width": .number, "height": .number, "bgcolor": .colour, "color": .colour, "border": .number,
        "cellpadding": .number, "cellspacing": .number, "colspan": .number, "rowspan": .number, "span": .number, "start": .number,
        "size": .number,
        "hspace": .number, "vspace": .number, "nowrap": .token, "noshade": .token, "type": .token, "rules": .token, "frame": .token,
        "scope": .token,
        "clear": .token, "reversed": .token, "open": .token, "dir": .direction, "lang": .language, "title": .text, "alt": .text,
        "summary": .text,
        "abbr": .text, "face": .text, "datetime": .text, "role": .token, "aria-label": .text, "aria-hidden": .token,
    ]

    /// The value as it may be written; nil when it must go.
    static func value(_ value: String, _ kind: Value) -> String? {
        let text = value.trimmed
        let bytes = text.utf8
        switch kind {
        case .number:
            guard bytes.count <= 8, !bytes.isEmpty,
                bytes.allSatisfy({
                    ($0 >= 48 && $0 <= 57) || $0 == 37 || $0 == 46 || $0 == 43 || $0 == 45 || ($0 | 32) == 112 || ($0 | 32) == 120
                        || $0 == 42
                })
            else { return nil }
            let digits = bytes.prefix { $0 >= 48 && $0 <= 57 || $0 == 43 || $0 == 45 }
            return abs(Int(String(decoding: digits, as: UTF8.self)) ?? 0) <= 10_000 ? text : nil
        case .token:
            return bytes.count <= 32 && bytes.allSatisfy { ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 == 45 || $0 >= 48 && $0 <= 57 }
                ? text : nil
        case .colour:
            return bytes.count <= 32 && bytes.allSatisfy { ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 == 35 || $0 >= 48 && $0 <= 57 }
                ? text : nil
        case .text: return String(text.prefix(2000))
        case .language:
            return bytes.count <= 35 && bytes.allSatisfy { ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 == 45 || $0 >= 48 && $0 <= 57 }
                ? text : nil
        case .direction: return ["ltr", "rtl", "auto"].contains(text.lowercased()) ? text.lowercased() : nil
        }
    }
}

extension String {
    /// Without blanks and controls at both ends.
    var trimmed: String {
        var view = Substring(self).unicodeScalars
        while let first = view.first, first.value <= 32 || first.value == 127 { view.removeFirst() }
        while let last = view.last, last.value <= 32 || last.value == 127 { view.removeLast() }
        return String(view)
    }
}
