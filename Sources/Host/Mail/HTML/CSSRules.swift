/// What CSS may stay: properties and values (allow-list; anything not understood goes).
struct CSSRules {
    /// Pictures in backgrounds: gives what is written instead of an address, or nil.
    var picture: (String) -> String?

    /// The declarations of a style attribute or a rule that may stay.
    mutating func declarations(_ css: String) -> String {
        var kept: [String] = []
        for part in CSSTokens.split(css, at: ";").prefix(200) {
            guard let colon = part.firstIndex(of: ":") else { continue }
            let name = String(part[..<colon]).trimmed.lowercased()
            guard let kind = Self.properties[name], let value = value(String(part[part.index(after: colon)...]), name, kind) else {
                continue
            }
            kept.append("\(name):\(value)")
        }
        return kept.joined(separator: ";")
    }

    /// How a property is checked beyond its tokens.
    enum Kind { case any, margin, size, picture, display, font, indent }

    static let properties: [String: Kind] = {
        var table: [String: Kind] = [
            "background": .picture, "background-image": .picture, "display": .display, "font-family": .font, "font": .font,
            "text-indent": .indent,
            "list-style": .any, "list-style-type": .any, "list-style-position": .any,
        ]
        for name in ["margin", "margin-top", "margin-right", "margin-bottom", "margin-left"] { table[name] = .margin }
        for name in [
            "width", "height", "max-width", "max-height", "min-width", "min-height", "letter-spacing", "word-spacing", "border-spacing",
        ] { table[name] = .size }
        let plain =
            "color background-color background-repeat background-position background-size background-clip background-origin border-collapse "
            + "border-radius border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius box-sizing caption-side clear "
            + "direction empty-cells float font-size font-style font-variant font-weight font-stretch line-height opacity padding padding-top padding-right padding-bottom "
            + "padding-left table-layout text-align text-decoration text-decoration-color text-decoration-line text-decoration-style text-overflow "
            + "text-transform unicode-bidi vertical-align visibility white-space word-break word-wrap overflow-wrap overflow hyphens tab-size quotes "
            + "mso-hide mso-line-height-rule"
        for name in plain.split(separator: " ") { table[String(name)] = .any }
        for side in ["", "-top", "-right", "-bottom", "-left"] {
            for what in ["", "-color", "-style", "-width"] { table["border\(side)\(what)"] = .any }
        }
        return table
    }()

    private static let functions: Set<String> = ["rgb", "rgba", "hsl", "hsla", "linear-gradient", "radial-gradient"]
    private static let units: Set<String> = [
        "px", "pt", "pc", "em", "rem", "ex", "ch", "cm", "mm", "in", "%", "deg", "turn", "rad", "fr", "",
    ]
    private static let displays: Set<String> = [
        "none", "block", "inline", "inline-block", "list-item", "table", "inline-table", "table-row", "table-cell", "table-row-group",
        "table-header-group",
        "table-footer-group", "table-column", "table-column-group", "table-caption",
    ]

    private func value(_ raw: String, _ name: String, _ kind: Kind) -> String? {
        guard raw.utf8.count <= 4096, let tokens = CSSTokens.read(raw), !tokens.isEmpty else { return nil }
        var out = ""
        var depth = 0
        for token in tokens {
            switch token {
            case .space: out += " "
            case .comma: out += ","
            case .slash: out += "/"
            case .important: out += "!important"
            case .close:
                guard depth > 0 else { return nil }
                depth -= 1
                out += ")"
            case .function(let function):
                guard Self.functions.contains(function), depth < 4 else { return nil }
                depth += 1
                out += function + "("
            case .url(let url):
                guard kind == .picture, depth == 0, let replaced = picture(url) else { return nil }
                out += "url(\"\(replaced)\")"
            case .word(let word):
                if kind == .display, !Self.displays.contains(word.lowercased()) { return nil }
                out += word
            case .hash(let colour): out += "#" + colour
            case .string(let text):
                guard kind == .font || name == "quotes" else { return nil }
                out += "'\(text)'"
            case .number(let number, let unit):
                guard Self.units.contains(unit.lowercased()), abs(number) <= 10_000, kind != .margin || number >= -20,
                    kind != .indent || number >= -100,
                    kind != .size || number >= -10
                else { return nil }
                out += CSSTokens.text(number) + unit
            }
        }
        return depth == 0 ? out.trimmed : nil
    }
}
