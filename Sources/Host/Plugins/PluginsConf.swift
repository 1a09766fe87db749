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

    var lines: [String]

    /// Reads a text. Never fails: what cannot be understood is a paragraph's `problem` or one of `problems`.
    public init(text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.hasSuffix("\r") ? String($0.dropLast()) : String($0)
        }
        if lines.last == "" { lines.removeLast() }
    }

    /// The text as it goes to the file.
    public var text: String { lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n" }

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
        for line in lines[range].dropFirst() {
            guard let (key, value) = PluginsConf.member(line) else {
                if !PluginsConf.isBlank(line) { result.problem = "plugins.conf has a line in [\(id)] that is not \"name = value\"." }
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

    static func stripped(_ line: String) -> String {
        line.prefix { $0 != "#" && $0 != ";" }.trimmingCharacters(in: .whitespaces)
    }

    static func isBlank(_ line: String) -> Bool { stripped(line).isEmpty }

    static func head(_ line: String) -> String? {
        let text = stripped(line)
        guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
        let id = String(text.dropFirst().dropLast())
        return Manifest.isID(id) ? id : nil
    }

    static func member(_ line: String) -> (String, String)? {
        let text = stripped(line)
        guard let equals = text.firstIndex(of: "=") else { return nil }
        return (stripped(String(text[..<equals])).lowercased(), stripped(String(text[text.index(after: equals)...])))
    }
}
