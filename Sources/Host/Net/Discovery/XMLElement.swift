import CXMLFace

/// An element of a small XML document.
struct XMLElement {
    var name = ""
    var attributes: [String: String] = [:]
    var text = ""
    var children: [XMLElement] = []

    /// The first child of a name.
    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text without blanks around it.
    var value: String { String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }

    /// Reads a document of at most 256 KiB and 5,000 elements, with entities, DTDs and the network off; nil for anything else.
    static func read(_ xml: [UInt8]) -> XMLElement? {
        guard !xml.isEmpty, xml.count <= 256 * 1024 else { return nil }
        let reader = Reader()
        var calls = mf_xml_calls()
        calls.context = Unmanaged.passUnretained(reader).toOpaque()
        calls.element = { context, name, _ in Reader.of(context).open(String(cString: name!)) }
        calls.attribute = { context, name, value in Reader.of(context).attribute(String(cString: name!), String(cString: value!)) }
        calls.text = { context, text in Reader.of(context).text(String(cString: text!)) }
        calls.end = { Reader.of($0).close() }
        let isRead = xml.withUnsafeBufferPointer { mf_xml_read($0.baseAddress, $0.count, &calls) }
        return isRead && reader.count <= 5000 ? reader.root : nil
    }

    private final class Reader {
        var root: XMLElement?
        var count = 0
        private var stack: [XMLElement] = []

        static func of(_ context: UnsafeMutableRawPointer?) -> Reader { Unmanaged<Reader>.fromOpaque(context!).takeUnretainedValue() }

        func open(_ name: String) {
            count += 1
            stack.append(XMLElement(name: name))
        }

        func attribute(_ name: String, _ value: String) {
            if !stack.isEmpty { stack[stack.count - 1].attributes[name] = value }
        }

        func text(_ text: String) {
            if !stack.isEmpty { stack[stack.count - 1].text += text }
        }

        func close() {
            guard let element = stack.popLast() else { return }
            if stack.isEmpty { root = element } else if count <= 5000 { stack[stack.count - 1].children.append(element) }
        }
    }
}
