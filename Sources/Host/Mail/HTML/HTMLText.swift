/// HTML as plain text that reads well: the text/plain alternative of what is sent, and quotes in plain replies.
public enum HTMLText {
    /// Paragraphs, lists, tables, links, quotes and headings keep their shape.
    public static func text(_ html: String) -> String {
        let text = HTMLTree.with(html) { root -> String in
            var writer = TextWriter()
            writer.node(root, 0)
            return writer.finished()
        }
        return text ?? String(decoding: HTMLScan.text(Array(html.utf8), limit: 1 << 20), as: UTF8.self).trimmed
    }
}

/// Writes lines with the quote marks and list marks that stand before them.
private struct TextWriter {
    private var lines: [String] = []
    private var line = ""
    private var blank = false
    private var wantsEmptyLine = false
    private var quotes = 0
    private var indent = 0
    private var marker: String?
    private var preformatted = 0

    func finished() -> String {
        var copy = self
        copy.endLine()
        var lines = copy.lines
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }

    mutating func node(_ node: HTMLTree.Node, _ depth: Int) {
        if node.isText {
            text(node.text)
            return
        }
        guard node.isElement, depth < HTMLTree.maxDepth else { return }
        let name = node.name
        if HTMLRules.dropped.contains(name) || name == "head" { return }
        switch name {
        case "br":
            if line.isEmpty, marker == nil { flush() } else { endLine() }
        case "hr":
            paragraph()
            line = String(repeating: "-", count: 40)
            paragraph()
        case "img":
            if let alt = node.attribute("alt")?.trimmed, !alt.isEmpty { text("[\(alt)]") }
        case "p", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "figure", "address":
            paragraph()
            children(node, depth)
            paragraph()
        case "ul", "ol":
            list(node, depth, ordered: name == "ol")
        case "blockquote":
            paragraph()
            quotes += 1
            children(node, depth)
            endLine()
            wantsEmptyLine = false
            quotes -= 1
            wantsEmptyLine = true
        case "pre":
            paragraph()
            preformatted += 1
            children(node, depth)
            preformatted -= 1
            paragraph()
        case "a": link(node, depth)
        case "tr":
            endLine()
            row(node, depth)
            endLine()
        case "div", "table", "tbody", "section", "article", "header", "footer", "main", "nav", "center", "dt", "li", "caption", "details",
            "summary", "body":
            endLine()
            children(node, depth)
            endLine()
        case "dd":
            endLine()
            indent += 4
            children(node, depth)
            endLine()
            indent -= 4
        default: children(node, depth)
        }
    }

    private mutating func children(_ node: HTMLTree.Node, _ depth: Int) {
        for child in node.children { self.node(child, depth + 1) }
    }

    private mutating func list(_ list: HTMLTree.Node, _ depth: Int, ordered: Bool) {
        if indent == 0 { paragraph() } else { endLine() }
        var number = ordered ? Int(list.attribute("start") ?? "") ?? 1 : 0
        number = max(-1_000_000, min(1_000_000, number))
        for child in list.children {
            guard child.isElement, child.name == "li" else {
                node(child, depth + 1)
                continue
            }
            endLine()
            let mark = ordered ? "\(number). " : "- "
            number += 1
            marker = mark
            indent += mark.count
            children(child, depth + 1)
            endLine()
            marker = nil
            indent -= mark.count
        }
        if indent == 0 { paragraph() } else { endLine() }
    }

    /// Cells of one row stand on one line, unless they hold blocks.
    private mutating func row(_ row: HTMLTree.Node, _ depth: Int) {
        var first = true
        for cell in row.children where cell.isElement {
            if !first, !line.isEmpty {
                line += "\t"
                blank = false
            }
            first = false
            children(cell, depth + 1)
        }
    }

    private mutating func link(_ node: HTMLTree.Node, _ depth: Int) {
        let label = node.allText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        children(node, depth)
        guard let href = node.attribute("href"), case .address(let url) = LinkRules.link(href) else { return }
        let bare = url.replacing("mailto:", with: "")
        func same(_ a: String, _ b: String) -> Bool {
            func short(_ text: String) -> Substring {
                var text = Substring(text.lowercased())
                for lead in ["https://", "http://", "www."] where text.hasPrefix(lead) { text = text.dropFirst(lead.count) }
                while text.last == "/" { text.removeLast() }
                return text
            }
            return short(a) == short(b)
        }
        if !label.isEmpty, !same(label, url), !same(label, bare), url.utf8.count <= 2000 { text(" <\(bare)>") }
    }

    private mutating func text(_ text: String) {
        if preformatted > 0 {
            let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index > 0 { flush() }
                line += part
            }
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 9, 10, 12, 13, 32: blank = true
            case 0..<32, 127..<0xA0, 0xAD, 0x200B, 0xFEFF: continue
            default:
                if blank, !line.isEmpty, line.last != "\t" { line += " " }
                blank = false
                line.unicodeScalars.append(scalar.value == 0xA0 ? " " : scalar)
            }
        }
    }

    private mutating func endLine() {
        if !line.trimmed.isEmpty { flush() } else { line = "" }
        blank = false
    }

    private mutating func paragraph() {
        endLine()
        wantsEmptyLine = true
    }

    private mutating func flush() {
        let lead = String(repeating: ">", count: quotes) + (quotes > 0 ? " " : "")
        if wantsEmptyLine, let last = lines.last, !last.trimmed.isEmpty { lines.append(lead.trimmed) }
        wantsEmptyLine = false
        var text = line
        while text.last == " " || text.last == "\t" { text.removeLast() }
        if let mark = marker {
            text = String(repeating: " ", count: max(0, indent - mark.count)) + mark + text
            marker = nil
        } else if indent > 0, !text.isEmpty {
            text = String(repeating: " ", count: indent) + text
        }
        lines.append(text.isEmpty ? lead.trimmed : lead + text)
        line = ""
        blank = false
    }
}
