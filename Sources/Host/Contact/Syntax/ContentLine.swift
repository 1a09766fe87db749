/// One property of a vCard (RFC 6350 3.3): a content line, unfolded. While nothing of it is changed it keeps its bytes as they came.
public struct ContentLine: Hashable, Sendable {
    /// One parameter of a property.
    public struct Parameter: Hashable, Sendable {
        /// The name in upper case; a bare value of vCard 2.1 gets the name it stands for.
        public let name: String
        /// The values, decoded (RFC 6868).
        public var values: [String]
        /// Whether it stands without its name, as in `TEL;HOME:`.
        public let isBare: Bool

        /// A parameter.
        public init(_ name: String, _ values: [String], isBare: Bool = false) {
            self.name = name.uppercased()
            self.values = values
            self.isBare = isBare
        }
    }

    /// `item1` in `item1.TEL:`, as written; nil when it is in no group.
    public var group: String? { didSet { source = nil } }
    /// The name in upper case.
    public let name: String
    /// The parameters in order.
    public var parameters: [Parameter] { didSet { source = nil } }
    /// The value with its escapes: what follows the colon, with quoted-printable and charsets of vCard 2.1 undone.
    public var value: String { didSet { source = nil } }
    /// The line of the text it began on, counted from 1; 0 when it was made here.
    public let number: Int
    /// The bytes as they came, line endings and folds included; nil once something was changed.
    private(set) var source: [UInt8]?
    /// The name as written.
    let spelling: String

    /// A property made here.
    public init(_ name: String, _ value: String, parameters: [Parameter] = [], group: String? = nil) {
        self.name = name.uppercased()
        self.spelling = name
        self.value = value
        self.parameters = parameters
        self.group = group
        number = 0
        source = nil
    }

    init(spelling: String, value: String, parameters: [Parameter], group: String?, number: Int, source: [UInt8]) {
        name = spelling.uppercased()
        self.spelling = spelling
        self.value = value
        self.parameters = parameters
        self.group = group
        self.number = number
        self.source = source
    }

    /// The values of every parameter of a name, in order.
    public func values(_ name: String) -> [String] { parameters.filter { $0.name == name }.flatMap(\.values) }

    /// The first value of a parameter; nil when there is none.
    public func first(_ name: String) -> String? { values(name).first }

    /// Gives a parameter one value; nil takes the parameter away. A parameter that has that value stays as it is.
    public mutating func set(_ name: String, _ value: String?) { set(name, all: value.map { [$0] } ?? []) }

    /// Gives a parameter these values and no others.
    public mutating func set(_ name: String, all values: [String]) {
        guard self.values(name) != values else { return }
        var changed = parameters
        let place = changed.firstIndex { $0.name == name } ?? changed.count
        changed.removeAll { $0.name == name }
        if !values.isEmpty { changed.insert(Parameter(name, values), at: min(place, changed.count)) }
        parameters = changed
    }

    /// The TYPE values in lower case, each once. `TYPE="home,work"` is two.
    public var types: [String] {
        var seen: Set<String> = []
        return values("TYPE").flatMap { $0.split(separator: ",") }.map { $0.lowercased().trimmed }.filter { seen.insert($0).inserted }
    }

    /// Takes types away and adds others; what is not named stays as it stands.
    public mutating func setTypes(remove: Set<String>, add: [String]) {
        var left = add.filter { !types.contains($0) }
        guard !left.isEmpty || types.contains(where: { remove.contains($0) && !add.contains($0) }) else { return }
        var changed: [Parameter] = []
        for parameter in parameters {
            guard parameter.name == "TYPE" else {
                changed.append(parameter)
                continue
            }
            var kept = parameter
            kept.values = parameter.values.flatMap { $0.split(separator: ",").map { String($0).trimmed } }.filter {
                !remove.contains($0.lowercased()) || add.contains($0.lowercased())
            }
            if !kept.isBare, !left.isEmpty {
                kept.values += left
                left = []
            }
            if !kept.values.isEmpty { changed.append(kept) }
        }
        if !left.isEmpty { changed.append(Parameter("TYPE", left)) }
        parameters = changed
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}
