import Core
import Foundation

/// The text of `plugins.conf`: a paragraph a plugin. Comments, order and words it does not know stay as they are.
public struct PluginsConf: Sendable, Equatable {
    /// What one paragraph says.
    public struct Paragraph: Sendable, Equatable {
        /// Whether the plugin is to run.
        public var enabled = false
        /// Whether it runs in a process of its own; nil leaves it to the server.
        public var isolate: Bool?
        /// Whether its own process may open connections itself, past `http.fetch` and its grants.
        public var net = false
        /// Whether it may call verbs that may still change.
        public var drafts = false
        /// What it may do; nil when nobody has decided yet.
        public var grants: [Grant]?
        /// The only library that may be loaded, as lower-case hex.
        public var sha256: String?
        /// What is wrong with the paragraph, in a sentence; nil when nothing is.
        public var problem: String?

        /// A paragraph that says nothing: the plugin is off.
        public init() {}
    }

    var lines: [Line]
    /// What stands before the first line of a file that an editor marked as UTF-8.
    private let mark: [UInt8]
    private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Reads a text. Never fails: what cannot be understood is a paragraph's `problem` or one of `problems`.
    public init(text: String) { self.init(bytes: Array(text.utf8)) }

    /// Reads what is in a file, likewise, whatever its line ends are.
    public init(bytes: [UInt8]) {
        mark = bytes.starts(with: PluginsConf.utf8Mark) ? PluginsConf.utf8Mark : []
        lines = bytes.dropFirst(mark.count).split(separator: 10, omittingEmptySubsequences: false).map { Line(bytes: Array($0)) }
        if lines.last?.bytes.isEmpty ?? false { lines.removeLast() }
    }

    /// What goes to the file: what was not changed is there byte for byte.
    public var bytes: [UInt8] { mark + lines.flatMap { $0.bytes + [10] } }

    /// The same as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The ids with a paragraph, in the order of the file.
    public var ids: [String] {
        var found: [String] = []
        for line in lines { if let id = PluginsConf.head(line), !found.contains(id) { found.append(id) } }
        return found
    }

    /// What the file says about a plugin; nil when it does not name it.
    public subscript(id: String) -> Paragraph? {
        guard let range = paragraph(id) else { return nil }
        var result = Paragraph()
        if lines[range.upperBound...].contains(where: { PluginsConf.head($0) == id }) {
            result.problem = "plugins.conf has two paragraphs [\(id)]."
        }
        var seen: Set<String> = []
        for line in lines[range].dropFirst() {
            guard let (key, value) = PluginsConf.member(line) else {
                if !PluginsConf.isBlank(line) { result.problem = "plugins.conf has a line in [\(id)] that is not \"name = value\"." }
                continue
            }
            guard seen.insert(key).inserted else {
                result.problem = "plugins.conf, [\(id)]: \"\(key)\" is there twice."
                continue
            }
            result.take(key, value, id)
        }
        return result
    }

    /// Lines outside any paragraph that say nothing the server understands, as sentences.
    public var problems: [String] {
        let end = lines.firstIndex { PluginsConf.stripped($0).hasPrefix("[") } ?? lines.count
        var found = lines[..<end].indices.filter { !PluginsConf.isBlank(lines[$0]) }.map {
            "plugins.conf line \($0 + 1) stands before any [plugin]."
        }
        for (number, line) in lines.enumerated() where PluginsConf.stripped(line).hasPrefix("[") && PluginsConf.head(line) == nil {
            found.append("plugins.conf line \(number + 1) is not a [plugin] name.")
        }
        return found
    }

    /// The lines of a plugin's paragraph, its head first.
    func paragraph(_ id: String) -> Range<Int>? {
        guard let start = lines.firstIndex(where: { PluginsConf.head($0) == id }) else { return nil }
        let end = lines[(start + 1)...].firstIndex { PluginsConf.stripped($0).hasPrefix("[") } ?? lines.count
        return start..<end
    }

    static func stripped(_ line: Line) -> String { bare(line.content) }

    private static func bare(_ text: String) -> String { text.trimmingCharacters(in: .whitespacesAndNewlines) }

    static func isBlank(_ line: Line) -> Bool { stripped(line).isEmpty }

    static func head(_ line: Line) -> String? {
        let text = stripped(line)
        guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
        let id = String(text.dropFirst().dropLast())
        return Manifest.isID(id) ? id : nil
    }

    static func member(_ line: Line) -> (String, String)? {
        let text = stripped(line)
        guard let equals = text.firstIndex(of: "=") else { return nil }
        return (bare(String(text[..<equals])).lowercased(), bare(String(text[text.index(after: equals)...])))
    }
}

extension PluginsConf {
    /// One line as it is in the file, whatever its encoding; without its line feed.
    struct Line: Equatable, Sendable {
        var bytes: [UInt8]

        /// Whether there is nothing on it.
        var isEmpty: Bool { bytes.allSatisfy { $0 == 13 } }

        /// What stands before a comment.
        var content: String { String(decoding: bytes[..<commentStart], as: UTF8.self) }

        private var commentStart: Int { bytes.firstIndex { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: ";") } ?? bytes.count }

        /// A line of this text, which ends like another one: with a carriage return or without.
        init(_ text: String, like other: Line? = nil) {
            bytes = Array(text.utf8) + (other?.bytes.last == 13 ? [13] : [])
        }

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// The same line with another value; the blanks around it and the comment behind it stay.
        func with(value: String) -> Line {
            let content = bytes[..<commentStart]
            guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else { return self }
            let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
            let after = content[(equals + 1)...]
            let lead = after.prefix(while: isBlank)
            let end = after.suffix(after.reversed().prefix { isBlank($0) || $0 == 13 }.count)
            let hasComment = commentStart < bytes.count
            return Line(
                bytes: Array(content[...equals]) + (lead.isEmpty ? [32] : Array(lead)) + Array(value.utf8)
                    + (hasComment ? (end.isEmpty ? [32] : Array(end)) : end.filter { $0 == 13 }) + Array(bytes[commentStart...]))
        }
    }
}
