/// A `<style>` sheet of a mail, cleaned and bound to the element that holds the mail.
struct CSSSheet {
    let prefix: String
    /// Classes (`.mf-a`) and id (`#mf-b`) of the root itself: what the mail says of its body.
    var own: Set<String> = []
    var rules: CSSRules

    /// The rules that may stay; each selector begins with the class of the mail's root.
    mutating func clean(_ css: String) -> String {
        var text = Substring(Self.withoutComments(String(css.prefix(1 << 18))))
        return block(&text, depth: 0, count: 0)
    }

    private mutating func block(_ text: inout Substring, depth: Int, count: Int) -> String {
        var out = ""
        var count = count
        while count < 2000, let open = text.firstIndex(where: { $0 == "{" || $0 == ";" || $0 == "}" }) {
            let head = String(text[..<open]).trimmed
            let mark = text[open]
            text = text[text.index(after: open)...]
            if mark == "}" { return out }
            if mark == ";" { continue }
            count += 1
            if head.hasPrefix("@") {
                if depth == 0, let condition = Self.media(head) {
                    let inner = block(&text, depth: 1, count: count)
                    if !inner.isEmpty { out += "\(condition){\(inner)}" }
                } else {
                    Self.skip(&text)
                }
                continue
            }
            guard let close = text.firstIndex(where: { $0 == "}" || $0 == "{" }), text[close] == "}" else {
                Self.skip(&text)
                continue
            }
            let body = String(text[..<close])
            text = text[text.index(after: close)...]
            let selectors = head.split(separator: ",").prefix(50).flatMap { head in
                [selector(String(head).trimmed), own.isEmpty ? nil : selector(String(head).trimmed, onRoot: true)].compactMap(\.self)
            }
            let declarations = rules.declarations(body)
            if !selectors.isEmpty, !declarations.isEmpty { out += "\(selectors.joined(separator: ",")){\(declarations)}" }
        }
        return out
    }

    /// `@media` with plain size conditions.
    private static func media(_ head: String) -> String? {
        let text = head.lowercased()
        guard text.hasPrefix("@media"), text.utf8.count < 200, !text.contains("prefers-color-scheme"),
            text.dropFirst().allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || " ():-,.".contains($0)) })
        else { return nil }
        return text
    }

    /// Past the end of the block that was just opened.
    private static func skip(_ text: inout Substring) {
        var depth = 1
        while depth > 0, let at = text.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            depth += text[at] == "{" ? 1 : -1
            text = text[text.index(after: at)...]
        }
        if depth > 0 { text = "" }
    }

    /// A selector of names, classes, ids and plain combinators, bound to the root; nil for anything else. With `onRoot` its first part is
    /// the root itself; nil when that is not so.
    private func selector(_ text: String, onRoot: Bool = false) -> String? {
        guard !text.isEmpty, text.utf8.count <= 300 else { return nil }
        var out = ".\(prefix)root"
        var rest = Substring(text).unicodeScalars
        func name() -> String {
            let name = rest.prefix { (97...122).contains($0.value | 32) || (48...57).contains($0.value) || $0 == "-" || $0 == "_" }
            rest = rest[name.endIndex...]
            return String(name)
        }
        var compound = ""
        var head = ""
        var root: String?
        var first = true
        func close(_ combinator: String) {
            guard !compound.isEmpty else { return }
            if first {
                let isNamed = compound.hasPrefix("body.") || compound.hasPrefix("body#")
                let isRoot = onRoot || isNamed || compound == "body" || compound == "html"
                if isNamed { out += compound.dropFirst(4) } else if onRoot { out += compound } else if !isRoot { out += " " + compound }
                if isRoot { root = out }
                head = compound
            } else {
                out += compound
            }
            out += combinator
            compound = ""
            first = false
        }
        while let scalar = rest.first {
            switch scalar {
            case "a"..."z", "A"..."Z":
                guard compound.isEmpty else { return nil }
                let tag = name().lowercased()
                guard HTMLRules.elements.contains(tag) || tag == "body" || tag == "html" else { return nil }
                compound = tag
            case "*":
                guard compound.isEmpty else { return nil }
                rest.removeFirst()
                compound = "*"
            case ".", "#":
                rest.removeFirst()
                let name = name()
                guard !name.isEmpty else { return nil }
                compound += "\(scalar)\(prefix)\(name)"
            case ":":
                rest.removeFirst()
                let pseudo = name().lowercased()
                guard ["hover", "first-child", "last-child", "link", "only-child"].contains(pseudo), rest.first != "(" else { return nil }
                compound += ":\(pseudo)"
            case ">", "+", "~":
                rest.removeFirst()
                rest = rest.drop { $0.value <= 32 }
                if compound.isEmpty {
                    guard out.last == " ", out != ".\(prefix)root" else { return nil }
                    out.removeLast()
                    out.unicodeScalars.append(scalar)
                } else {
                    close(String(scalar))
                }
            case " ", "\t", "\n", "\r":
                rest = rest.drop { $0.value <= 32 }
                close(" ")
            default: return nil
            }
        }
        guard !compound.isEmpty else { return nil }
        close("")
        // What stands beside the root is not the mail's.
        if let root, let next = out.dropFirst(root.count).first(where: { $0 != " " }), next == "+" || next == "~" { return nil }
        return onRoot && !isOwn(head) ? nil : out
    }

    /// Whether a part of a selector is made of names of the root.
    private func isOwn(_ compound: String) -> Bool {
        guard compound.first == "." || compound.first == "#" else { return false }
        var names: [String] = []
        for character in compound {
            if character == "." || character == "#" { names.append(String(character)) } else { names[names.count - 1].append(character) }
        }
        return names.allSatisfy(own.contains)
    }

    private static func withoutComments(_ css: String) -> String {
        // Sheets in mail are often wrapped in an HTML comment.
        CSSTokens.split(css.replacing("<!--", with: " ").replacing("-->", with: " "), at: "\u{0}").joined(separator: " ")
    }
}
