import CGumbo
import CGumboFace

/// A page of a plugin, as far as the rules of its frame go.
struct Page {
    /// What its frame will not run or load, in words.
    private(set) var refused: [String] = []
    private let isImage: Bool

    /// Reads HTML as a browser does.
    init(_ bytes: [UInt8], isImage: Bool = false) {
        self.isImage = isImage
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            guard let html = mf_html_parse(base, buffer.count, 64 << 20, 5_000), let root = mf_html_root(html) else {
                refused.append("it cannot be parsed")
                return
            }
            read(root)
            mf_html_free(html)
        }
    }

    private mutating func read(_ root: UnsafePointer<GumboNode>) {
        var waiting = [root]
        while let node = waiting.popLast() {
            let children: GumboVector
            switch node.pointee.type {
            case GUMBO_NODE_DOCUMENT: children = node.pointee.v.document.children
            case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
                children = node.pointee.v.element.children
                look(at: node)
            default: continue
            }
            for index in 0..<Int(children.length) {
                if let child = children.data[index] { waiting.append(UnsafePointer(child.assumingMemoryBound(to: GumboNode.self))) }
            }
        }
    }

    private mutating func look(at node: UnsafePointer<GumboNode>) {
        let element = node.pointee.v.element
        var attributes: [String: String] = [:]
        for index in 0..<Int(element.attributes.length) {
            guard let raw = element.attributes.data[index] else { continue }
            let attribute = raw.assumingMemoryBound(to: GumboAttribute.self).pointee
            attributes[String(cString: attribute.name).lowercased()] = String(cString: attribute.value)
        }
        let tag = element.tag == GUMBO_TAG_UNKNOWN ? "" : String(cString: gumbo_normalized_tagname(element.tag))
        if tag == "script", attributes["src"] == nil { refused.append("<script> without src") }
        if tag == "style", !isImage { refused.append("<style>") }
        if tag == "base" || tag == "iframe" || tag == "object" || tag == "embed" { refused.append("<\(tag)>") }
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            let text = value.trimmingPrefix { $0 == " " || $0 == "\n" || $0 == "\t" }.lowercased()
            if name.hasPrefix("on"), name.count > 2 { refused.append("\(name)=\"…\" on <\(tag)>") }
            if name == "style", !isImage { refused.append("style=\"…\" on <\(tag)>") }
            guard ["src", "href", "action", "data", "srcset"].contains(name) else { continue }
            if text.hasPrefix("javascript:") { refused.append("a javascript: address on <\(tag)>") }
            let isLink = tag == "a" || tag == "area"
            if !isLink, text.hasPrefix("http:") || text.hasPrefix("https:") || text.hasPrefix("//") {
                refused.append("\(value.prefix(60)) on <\(tag)>, which is not in web/")
            }
        }
    }
}
