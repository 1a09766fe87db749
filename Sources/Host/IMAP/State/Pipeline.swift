/// Which command may be sent when, and which answer ends which. Does no I/O.
struct Pipeline<Entry> {
    private(set) var waiting: [(entry: Entry, company: Command.Company)] = []
    private(set) var underWay: [(tag: String, entry: Entry, company: Command.Company)] = []
    private let depth: Int
    private var count = 0
    /// A command is half sent: nothing else may be sent now.
    var isHeld = false

    init(depth: Int) { self.depth = max(1, depth) }

    var isEmpty: Bool { waiting.isEmpty && underWay.isEmpty }

    /// Lines up behind the others.
    mutating func add(_ entry: Entry, _ company: Command.Company) { waiting.append((entry, company)) }

    /// The next command that may be sent now, with its tag; from here on it is under way.
    mutating func next() -> (tag: String, entry: Entry)? {
        guard !isHeld, let first = waiting.first, underWay.count < depth else { return nil }
        guard underWay.isEmpty || (first.company == .any && underWay.allSatisfy { $0.company == .any }) else { return nil }
        waiting.removeFirst()
        count += 1
        let tag = "a\(count)"
        underWay.append((tag, first.entry, first.company))
        return (tag, first.entry)
    }

    /// The command a tag ends; nil when nothing by that tag is under way.
    mutating func end(_ tag: String) -> Entry? {
        guard let index = underWay.firstIndex(where: { $0.tag == tag }) else { return nil }
        return underWay.remove(at: index).entry
    }

    /// Takes back a command that was not sent yet.
    mutating func withdraw(where matches: (Entry) -> Bool) -> Entry? {
        guard let index = waiting.firstIndex(where: { matches($0.entry) }) else { return nil }
        return waiting.remove(at: index).entry
    }

    /// Takes everything out, the oldest first.
    mutating func drain() -> [Entry] {
        let all = underWay.map(\.entry) + waiting.map(\.entry)
        (underWay, waiting) = ([], [])
        return all
    }
}
