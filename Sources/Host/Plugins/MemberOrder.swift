import Core

/// In which order the members of an object stand in a JSON text. The text has been read as JSON before.
enum MemberOrder {
    /// The place of each member of the object at a path of names; empty when there is none.
    static func names(of path: [String], in bytes: [UInt8]) -> [String: Int] {
        var walk = Walk(bytes: bytes)
        guard walk.enter(path[...]) else { return [:] }
        var places: [String: Int] = [:]
        walk.members { name, _ in places[name] = places.count }
        return places
    }

    private struct Walk {
        let bytes: [UInt8]
        var at = 0

        private func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }
        private mutating func skip() { while at < bytes.count, isSpace(bytes[at]) { at += 1 } }

        /// Moves to the value of the last member with each name in turn; the last one is what reading keeps.
        mutating func enter(_ path: ArraySlice<String>) -> Bool {
            guard let wanted = path.first else { return true }
            var found: Int?
            members { name, place in if name == wanted { found = place } }
            guard let found else { return false }
            at = found
            return enter(path.dropFirst())
        }

        /// Tells each member of the object here and where its value begins.
        mutating func members(_ tell: (String, Int) -> Void) {
            skip()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "{") else { return }
            at += 1
            while true {
                skip()
                guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return }
                let start = at
                string()
                guard let name = (try? JSON(parsing: Array(bytes[start..<at])))?.string else { return }
                skip()
                at += 1  // the colon
                skip()
                tell(name, at)
                value()
                skip()
                guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { return }
                at += 1
            }
        }

        private mutating func string() {
            at += 1
            while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
            at = Swift.min(at + 1, bytes.count)
        }

        private mutating func value() {
            var depth = 0
            while at < bytes.count {
                switch bytes[at] {
                case UInt8(ascii: "\""): string()
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    at += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return }
                    depth -= 1
                    at += 1
                case UInt8(ascii: ",") where depth == 0: return
                default: at += 1
                }
                if depth == 0, at < bytes.count, bytes[at] == UInt8(ascii: ",") { return }
            }
        }
    }
}
