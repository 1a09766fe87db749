import CGumbo
import CGumboFace

/// A parsed HTML5 document, valid for one call.
enum HTMLTree {
    /// Longer HTML is not parsed.
    static let maxBytes = 8 << 20
    /// Deeper elements lose their markup and keep their text.
    static let maxDepth = 200

    typealias Node = UnsafePointer<GumboNode>

    /// Gives the root element to `body`; nil when the HTML is too large or made to exhaust.
    static func with<Value>(_ html: String, _ body: (Node) -> Value) -> Value? {
        var html = html
        return html.withUTF8 { bytes -> Value? in
            guard bytes.count <= maxBytes, let base = bytes.baseAddress, bytes.count > 0,
                let document = mf_html_parse(base, bytes.count, 256 << 20, 3000)
            else { return nil }
            defer { mf_html_free(document) }
            return mf_html_root(document).map(body)
        }
    }
}

extension UnsafePointer<GumboNode> {
    /// Whether this is an element.
    var isElement: Bool { pointee.type == GUMBO_NODE_ELEMENT || pointee.type == GUMBO_NODE_TEMPLATE }
    /// Whether this is text.
    var isText: Bool { pointee.type == GUMBO_NODE_TEXT || pointee.type == GUMBO_NODE_WHITESPACE || pointee.type == GUMBO_NODE_CDATA }
    /// The text of a text node.
    var text: String { String(cString: pointee.v.text.text) }
    /// Whether an element is of HTML, not of SVG or MathML.
    var isHTML: Bool { pointee.v.element.tag_namespace == GUMBO_NAMESPACE_HTML }

    /// The lower case name of an element; empty for unknown ones, whose tag is never written.
    var name: String {
        let tag = pointee.v.element.tag
        return tag == GUMBO_TAG_UNKNOWN ? "" : String(cString: gumbo_normalized_tagname(tag))
    }

    /// The nodes inside an element.
    var children: [HTMLTree.Node] {
        let vector = pointee.v.element.children
        return (0..<Int(vector.length)).compactMap { vector.data[$0].map { HTMLTree.Node($0.assumingMemoryBound(to: GumboNode.self)) } }
    }

    /// Attributes of an element: lower case name and decoded value.
    var attributes: [(name: String, value: String)] {
        let vector = pointee.v.element.attributes
        return (0..<Int(vector.length)).compactMap { index in
            guard let raw = vector.data[index] else { return nil }
            let attribute = raw.assumingMemoryBound(to: GumboAttribute.self).pointee
            guard attribute.attr_namespace == GUMBO_ATTR_NAMESPACE_NONE else { return nil }
            return (String(cString: attribute.name).lowercased(), String(cString: attribute.value))
        }
    }

    /// The value of an attribute.
    func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

    /// All text inside, without recursion.
    var allText: String {
        var text = ""
        var stack = [self]
        while let node = stack.popLast() {
            if node.isText { text += node.text } else if node.isElement { stack.append(contentsOf: node.children.reversed()) }
        }
        return text
    }
}

/// Writing text into HTML.
enum HTMLEscape {
    /// Text between tags or in a double-quoted attribute.
    static func append(_ text: String, to out: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "`": out += "&#96;"
            case "\0": break
            default: out.unicodeScalars.append(scalar)
            }
        }
    }

    /// Text made safe for an element or an attribute.
    static func text(_ text: String) -> String {
        var out = ""
        append(text, to: &out)
        return out
    }
}
