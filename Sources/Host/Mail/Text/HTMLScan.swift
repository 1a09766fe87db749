/// The visible text of HTML in one pass over the bytes, without a tree: for previews and the search index, where speed and bounded work
/// count and structure does not. Never used to make HTML.
struct HTMLScan {
    /// The text so far, UTF-8; blocks are separated by newlines.
    private(set) var out: [UInt8] = []
    private let limit: Int

    /// Extracts at most `limit` bytes of text (checked between runs).
    init(limit: Int = .max) { self.limit = limit }

    /// The text of HTML given as valid UTF-8.
    static func text(_ html: [UInt8], limit: Int = .max) -> [UInt8] {
        var scan = HTMLScan(limit: limit)
        scan.out.reserveCapacity(min(html.count / 3 + 64, limit))
        html.withUnsafeBufferPointer { scan.read($0) }
        return scan.out
    }

    private mutating func read(_ html: UnsafeBufferPointer<UInt8>) {
        var at = 0
        while at < html.count, out.count < limit {
            let byte = html[at]
            switch byte {
            case 60: at = tag(html, at)
            case 38: at = Entities.decode(html, at, into: &out)
            case 9, 10, 12, 13, 32:
                if let last = out.last, last != 32, last != 10 { out.append(32) }
                at += 1
            default:
                out.append(byte)
                at += 1
            }
        }
    }

    /// Reads markup at a `<` and returns where text goes on.
    private mutating func tag(_ html: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        var at = start + 1
        guard at < html.count else {
            out.append(60)
            return at
        }
        if html[at] == 33 {
            if at + 2 < html.count, html[at + 1] == 45, html[at + 2] == 45 { return find("-->", html, at + 3) }
            return find(">", html, at)
        }
        if html[at] == 63 { return find(">", html, at) }
        let closing = html[at] == 47
        if closing { at += 1 }
        var name: UInt64 = 0
        var length = 0
        while at < html.count, let letter = Self.nameByte(html[at]), length < 8 {
            name = name << 8 | UInt64(letter)
            length += 1
            at += 1
        }
        guard length > 0 else {
            out.append(60)
            return start + 1
        }
        while at < html.count, html[at] != 62 {
            if html[at] == 34 || html[at] == 39, at > 0, html[at - 1] == 61 {
                let quote = html[at]
                at += 1
                while at < html.count, html[at] != quote { at += 1 }
            }
            at += 1
        }
        at = min(at + 1, html.count)
        switch name {
        case Self.name("script"), Self.name("style"), Self.name("title"), Self.name("noscript"), Self.name("template"),
            Self.name("textarea"):
            return closing ? at : skip(html, at, name)
        case Self.name("br"), Self.name("p"), Self.name("div"), Self.name("tr"), Self.name("li"), Self.name("h1"), Self.name("h2"),
            Self.name("h3"),
            Self.name("h4"), Self.name("h5"), Self.name("h6"), Self.name("table"), Self.name("ul"), Self.name("ol"), Self.name("hr"),
            Self.name("blockquo"), Self.name("pre"), Self.name("section"), Self.name("article"), Self.name("header"), Self.name("footer"),
            Self.name("dt"), Self.name("dd"), Self.name("center"), Self.name("body"):
            if let last = out.last, last != 10 { out.append(10) }
        case Self.name("td"), Self.name("th"), Self.name("img"), Self.name("option"), Self.name("button"):
            if let last = out.last, last != 10, last != 32 { out.append(32) }
        default: break
        }
        return at
    }

    /// Past the end tag of an element whose content is no text; the end when there is none.
    private func skip(_ html: UnsafeBufferPointer<UInt8>, _ start: Int, _ name: UInt64) -> Int {
        var at = start
        while at + 1 < html.count {
            if html[at] == 60, html[at + 1] == 47 {
                var found: UInt64 = 0
                var next = at + 2
                var length = 0
                while next < html.count, let letter = Self.nameByte(html[next]), length < 8 {
                    found = found << 8 | UInt64(letter)
                    length += 1
                    next += 1
                }
                if found == name { return find(">", html, next) }
                at = max(next, at + 2)
            } else {
                at += 1
            }
        }
        return html.count
    }

    private func find(_ end: StaticString, _ html: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
        let wanted = UnsafeBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
        var at = start
        outer: while at + wanted.count <= html.count {
            for i in 0..<wanted.count where html[at + i] != wanted[i] {
                at += 1
                continue outer
            }
            return at + wanted.count
        }
        return html.count
    }

    @inline(__always) private static func nameByte(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 97...122, 48...57: byte
        case 65...90: byte | 32
        default: nil
        }
    }

    @inline(__always) private static func name(_ text: StaticString) -> UInt64 {
        var value: UInt64 = 0
        for i in 0..<text.utf8CodeUnitCount { value = value << 8 | UInt64(text.utf8Start[i]) }
        return value
    }
}
