import Core

extension PluginsConf.Paragraph {
    /// Takes one `name = value` of the file; what is wrong becomes the `problem`.
    mutating func take(_ key: String, _ value: String, _ id: String) {
        func yes() -> Bool? {
            switch value.lowercased() {
            case "yes", "true", "on", "1": true
            case "no", "false", "off", "0": false
            default: nil
            }
        }
        switch key {
        case "enabled":
            guard let choice = yes() else { return complain(id, "enabled must be yes or no") }
            enabled = choice
        case "isolate":
            guard let choice = yes() else { return complain(id, "isolate must be yes or no") }
            isolate = choice
        case "net":
            guard let choice = yes() else { return complain(id, "net must be yes or no") }
            net = choice
        case "drafts":
            guard let choice = yes() else { return complain(id, "drafts must be yes or no") }
            drafts = choice
        case "grant":
            var known: [Grant] = []
            for word in value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "," }) {
                guard let grant = Grant(String(word)) else { return complain(id, "there is no grant \"\(word)\"") }
                known.append(grant)
            }
            grants = known
        case "sha256":
            let hex = value.lowercased()
            guard hex.utf8.count == 64, hex.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
                return complain(id, "sha256 must be 64 hexadecimal digits")
            }
            sha256 = hex
        default: complain(id, "\"\(key)\" is not a setting")
        }
    }

    private mutating func complain(_ id: String, _ what: String) { problem = "plugins.conf, [\(id)]: \(what)." }
}

extension PluginsConf {
    /// Says whether a plugin is to run; a paragraph is added at the end where there is none.
    public mutating func set(_ id: String, enabled: Bool) { set(id, "enabled", enabled ? "yes" : "no") }

    /// Says whether a plugin runs in a process of its own.
    public mutating func set(_ id: String, isolate: Bool) { set(id, "isolate", isolate ? "yes" : "no") }

    /// Says what a plugin may do.
    public mutating func set(_ id: String, grants: [Grant]) { set(id, "grant", grants.map(\.description).joined(separator: " ")) }

    /// Changes one value of a paragraph and leaves every other byte alone, a comment behind the value included.
    mutating func set(_ id: String, _ key: String, _ value: String) {
        guard let range = paragraph(id) else {
            let like = lines.last
            if let like, !like.isEmpty { lines.append(Line("", like: like)) }
            lines += [Line("[\(id)]", like: like), Line("\(key) = \(value)", like: like)]
            return
        }
        if let at = range.dropFirst().first(where: { PluginsConf.member(lines[$0])?.0 == key }) {
            lines[at] = lines[at].with(value: value)
            return
        }
        let lastMember = range.last { PluginsConf.member(lines[$0]) != nil } ?? range.lowerBound
        lines.insert(Line("\(key) = \(value)", like: lines[range.lowerBound]), at: lastMember + 1)
    }
}
