/// One walk over the tree that writes what may stay.
struct HTMLCleaner {
    private(set) var out = ""
    private(set) var remote = 0
    private(set) var trackers = 0
    private let options: HTMLPolicy.Options

    init(_ options: HTMLPolicy.Options) { self.options = options }

    /// Writes the document as one `<div>`.
    mutating func clean(_ root: HTMLTree.Node) {
        out.reserveCapacity(4096)
        let body = root.children.first { $0.isElement && $0.name == "body" }
        let classes = body?.attributes.first { $0.name == "class" }.flatMap { names($0.value) }
        let id = body?.attributes.first { $0.name == "id" }.flatMap { names($0.value, all: false) }
        out += "<div class=\"\(options.prefix)root\(classes.map { " " + $0 } ?? "")\""
        if let body { attributes(body, "div", isRoot: true) }
        out += ">"
        let own = (classes?.split(separator: " ").map { "." + $0 } ?? []) + (id.map { ["#" + $0] } ?? [])
        if options.keepStyleSheets { sheets(root, own: Set(own)) }
        for child in (body ?? root).children { node(child, 0) }
        out += "</div>"
    }

    private mutating func node(_ node: HTMLTree.Node, _ depth: Int) {
        if node.isText {
            HTMLEscape.append(node.text, to: &out)
            return
        }
        guard node.isElement, node.isHTML else { return }
        let name = node.name
        if HTMLRules.dropped.contains(name) || options.dropHidden && isHidden(node) { return }
        guard depth < HTMLTree.maxDepth else {
            flat(node)
            return
        }
        guard HTMLRules.elements.contains(name) else {
            for child in node.children { self.node(child, depth + 1) }
            return
        }
        if name == "img" {
            image(node)
            return
        }
        out += "<\(name)"
        attributes(node, name)
        out += ">"
        if HTMLRules.void.contains(name) { return }
        for child in node.children { self.node(child, depth + 1) }
        out += "</\(name)>"
    }

    /// Whether a reader never sees it: `hidden`, or a style that says so.
    private func isHidden(_ node: HTMLTree.Node) -> Bool {
        for (name, value) in node.attributes.prefix(100) {
            if name == "hidden" { return true }
            guard name == "style" else { continue }
            let css = value.lowercased().filter { !$0.isWhitespace }.replacing("!important", with: "")
            let says = CSSTokens.split(css, at: ";").prefix(200)
            if says.contains("display:none") || says.contains("visibility:hidden") { return true }
        }
        return false
    }

    /// Only the text of what lies too deep.
    private mutating func flat(_ node: HTMLTree.Node) {
        var stack = [node]
        while let node = stack.popLast() {
            if node.isText {
                HTMLEscape.append(node.text, to: &out)
            } else if node.isElement, node.isHTML, !HTMLRules.dropped.contains(node.name) {
                stack.append(contentsOf: node.children.reversed())
            }
        }
    }

    private mutating func attributes(_ node: HTMLTree.Node, _ name: String, isRoot: Bool = false) {
        var seen: Set<String> = []
        for (attribute, value) in node.attributes.prefix(100) where seen.insert(attribute).inserted {
            switch attribute {
            case "class" where !isRoot: write("class", names(value))
            case "id": write("id", names(value, all: false))
            case "name" where name == "a": if !seen.contains("id") { write("id", names(value, all: false)) }
            case "style": write("style", style(value))
            case "background": write("background", background(value))
            case "href" where name == "a": link(value)
            default:
                if let kind = HTMLRules.attributes[attribute] { write(attribute, HTMLRules.value(value, kind)) }
            }
        }
    }

    private mutating func link(_ value: String) {
        switch LinkRules.link(value) {
        case .address(let url):
            write("href", url)
            out += " target=\"_blank\" rel=\"noopener noreferrer nofollow\""
        case .fragment(let name): if let name = names(name, all: false) { write("href", "#" + name) }
        case nil: break
        }
    }

    private mutating func image(_ node: HTMLTree.Node) {
        let attributes = node.attributes
        func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
        var source: String?
        var blocked = false
        switch value("src").flatMap(LinkRules.picture) {
        case .part(let cid): source = options.cidURL(cid)
        case .data(let url): source = options.allowData ? url : nil
        case .remote(let url):
            remote += 1
            if isTracker(url, width: value("width"), height: value("height"), style: value("style") ?? "") {
                trackers += 1
                return
            }
            source = options.allowRemote ? options.remoteURL(url) : nil
            blocked = source == nil
        case nil: break
        }
        if source == nil, !blocked, value("alt")?.trimmed.isEmpty ?? true { return }
        out += "<img"
        write("src", source)
        if blocked {
            write("class", "\(options.prefix)blocked")
        } else if let names = value("class").flatMap({ names($0) }) {
            write("class", names)
        }
        var seen: Set<String> = []
        for (name, value) in attributes.prefix(100) where seen.insert(name).inserted {
            if name == "style" {
                write("style", style(value))
            } else if let kind = HTMLRules.attributes[name] {
                write(name, HTMLRules.value(value, kind))
            }
        }
        out += " loading=\"lazy\">"
    }

    /// A picture nobody can see is there to tell that the mail was opened.
    private func isTracker(_ url: String, width: String?, height: String?, style: String) -> Bool {
        func isTiny(_ text: String?) -> Bool { text.flatMap { Int($0.trimmed.prefix { $0.isNumber }) }.map { $0 <= 2 } ?? false }
        if isTiny(width), isTiny(height) || height == nil { return true }
        let css = style.lowercased().filter { $0 != " " }
        if css.contains("display:none") || css.contains("width:1px") || css.contains("width:0") || css.contains("height:0")
            || css.contains("height:1px")
        {
            return true
        }
        let path = url.lowercased()
        return ["/track/open", "/wf/open", "/open.aspx", "/trk/open", "open.gif?", "/pixel.gif", "/o.gif?", "/e/o/ey"].contains {
            path.contains($0)
        }
    }

    private mutating func background(_ value: String) -> String? {
        guard case .remote(let url) = LinkRules.picture(value) else { return nil }
        remote += 1
        return options.allowRemote ? options.remoteURL(url) : nil
    }

    private mutating func style(_ value: String) -> String? {
        var rules = CSSRules { _ in nil }
        return styled {
            rules.picture = $0; return rules.declarations(value)
        }
    }

    /// `own` are the classes and the id of the body, which is the root here.
    private mutating func sheets(_ root: HTMLTree.Node, own: Set<String>) {
        var css = ""
        var stack = [root]
        while let node = stack.popLast() {
            guard node.isElement, node.isHTML else { continue }
            if node.name == "style" { css += node.allText + "\n" } else { stack.append(contentsOf: node.children.reversed()) }
        }
        guard !css.isEmpty else { return }
        let prefix = options.prefix
        if let cleaned = styled({ CSSSheetText(prefix: prefix, own: own, picture: $0).clean(css) }), !cleaned.contains("<") {
            out += "<style>\(cleaned)</style>"
        }
    }

    /// Counts and replaces pictures met in CSS.
    private mutating func styled(_ body: (@escaping (String) -> String?) -> String) -> String? {
        final class Count { var remote = 0 }
        let count = Count()
        let options = options
        let text = body { raw in
            switch LinkRules.picture(raw) {
            case .remote(let url):
                count.remote += 1
                return options.allowRemote ? options.remoteURL(url).flatMap(Self.inCSS) : nil
            case .part(let cid): return options.cidURL(cid).flatMap(Self.inCSS)
            case .data(let url): return options.allowData ? Self.inCSS(url) : nil
            case nil: return nil
            }
        }
        remote += count.remote
        return text.isEmpty ? nil : text
    }

    /// An address that needs no escapes inside `url("…")`.
    private static func inCSS(_ url: String) -> String? {
        url.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 && !"\"'()\\<>{}".unicodeScalars.contains($0) } ? url : nil
    }

    /// Class and id names with the prefix.
    private func names(_ value: String, all: Bool = true) -> String? {
        let names = value.split(whereSeparator: \.isWhitespace).prefix(all ? 20 : 1).filter { name in
            name.utf8.count <= 100
                && name.utf8.allSatisfy { ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 95 }
        }
        return names.isEmpty ? nil : names.map { options.prefix + $0 }.joined(separator: " ")
    }

    private mutating func write(_ name: String, _ value: String?) {
        guard let value else { return }
        out += " \(name)=\""
        HTMLEscape.append(value, to: &out)
        out += "\""
    }
}

/// Cleans a sheet with a way to replace pictures.
private struct CSSSheetText {
    let prefix: String
    let own: Set<String>
    let picture: (String) -> String?

    func clean(_ css: String) -> String {
        var sheet = CSSSheet(prefix: prefix, own: own, rules: CSSRules(picture: picture))
        return sheet.clean(css)
    }
}
