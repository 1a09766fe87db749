/// An element of a request: what a client sent, without prefixes.
struct Element: Equatable, Sendable {
    let name: Name
    var attributes: [Name: String] = [:]
    var children: [Node] = []

    /// What an element holds.
    enum Node: Equatable, Sendable {
        case element(Element)
        case text(String)
    }

    /// The child elements, in order.
    var elements: [Element] {
        children.compactMap { if case .element(let element) = $0 { element } else { nil } }
    }

    /// All text directly inside.
    var text: String {
        children.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// The text without white space around it.
    var trimmed: String {
        let text = text
        guard let head = text.utf8.first, let tail = text.utf8.last else { return "" }
        if head > 32, tail > 32 { return text }
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(text[first...last])
    }

    /// The first child of that name.
    subscript(name: Name) -> Element? { elements.first { $0.name == name } }

    /// The value of an attribute without a namespace.
    func attribute(_ local: String) -> String? { attributes[Name("", local)] }
}
