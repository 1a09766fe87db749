import CDAVXML

/// Reads the body of a request. Document types, entities and whatever is too large end it at once; nothing is ever fetched.
struct XMLReader {
    /// The most bytes of a body.
    static let most = 4 << 20
    private static let depth: Int32 = 64
    private static let elements: Int32 = 50_000

    /// The document's root element; fails with 400, or 413 for what is over a limit.
    static func read(_ bytes: [UInt8]) throws(Refusal) -> Element {
        guard bytes.count <= most else { throw Refusal(413, "The request is larger than \(most >> 20) MiB.") }
        let tree = Tree()
        switch XMLBorder.parse(bytes, depth: depth, elements: elements, into: tree) {
        case mf_dav_read: break
        case mf_dav_doctype: throw Refusal(400, "A document type is not allowed in a request.")
        case mf_dav_too_deep: throw Refusal(413, "The request is nested deeper than \(depth) elements.")
        case mf_dav_too_many: throw Refusal(413, "The request has more than \(elements) elements.")
        default: throw Refusal(400, "The request is not well-formed XML.")
        }
        guard let root = tree.root else { throw Refusal(400, "The request is not well-formed XML.") }
        return root
    }
}

/// Puts together what the parser says, one call at a time.
final class Tree {
    private(set) var root: Element?
    private var open: [Element] = []

    func begin(_ name: Name) { open.append(Element(name: name)) }

    func attribute(_ name: Name, _ value: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].attributes[name] = value
    }

    func text(_ text: String) {
        guard !open.isEmpty else { return }
        let last = open.count - 1
        if case .text(let before)? = open[last].children.last {
            open[last].children[open[last].children.count - 1] = .text(before + text)
        } else {
            open[last].children.append(.text(text))
        }
    }

    func end() {
        guard let element = open.popLast() else { return }
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(.element(element)) }
    }
}

/// The only place where this plugin forms C function pointers.
private enum XMLBorder {
    static func parse(_ bytes: [UInt8], depth: Int32, elements: Int32, into tree: Tree) -> mf_dav_outcome {
        var calls = mf_dav_calls(
            context: Unmanaged.passUnretained(tree).toOpaque(),
            element: { context, space, name in XMLBorder.tree(context)?.begin(Name(XMLBorder.text(space), XMLBorder.text(name))) },
            attribute: { context, space, name, value in
                XMLBorder.tree(context)?.attribute(Name(XMLBorder.text(space), XMLBorder.text(name)), XMLBorder.text(value))
            },
            text: { context, text in XMLBorder.tree(context)?.text(XMLBorder.text(text)) },
            end: { context in XMLBorder.tree(context)?.end() })
        return withExtendedLifetime(tree) {
            bytes.withUnsafeBufferPointer { mf_dav_parse($0.baseAddress, $0.count, depth, elements, &calls) }
        }
    }

    static func tree(_ context: UnsafeMutableRawPointer?) -> Tree? {
        context.map { Unmanaged<Tree>.fromOpaque($0).takeUnretainedValue() }
    }

    static func text(_ text: mf_dav_text) -> String {
        guard let start = text.ptr else { return "" }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: text.len), as: UTF8.self)
    }
}
