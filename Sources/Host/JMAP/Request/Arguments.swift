import Core

/// The arguments of a call, read by type. A wrong type is `invalidArguments`; null is as good as absent.
struct Arguments: Sendable {
    let members: [String: JSON]

    init(_ members: [String: JSON]) { self.members = members }

    /// The argument unless it is absent or null.
    subscript(name: String) -> JSON? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    func string(_ name: String) throws(MethodError) -> String? { try typed(name, "a string") { $0.string } }
    func bool(_ name: String) throws(MethodError) -> Bool? { try typed(name, "a boolean") { $0.bool } }
    func array(_ name: String) throws(MethodError) -> [JSON]? { try typed(name, "an array") { $0.array } }
    func object(_ name: String) throws(MethodError) -> [String: JSON]? { try typed(name, "an object") { $0.object } }

    /// An Int of RFC 8620 1.3: at most 53 bits.
    func int(_ name: String) throws(MethodError) -> Int? {
        try typed(name, "a whole number") { $0.int.flatMap { abs($0) < 1 << 53 ? Int($0) : nil } }
    }

    /// An UnsignedInt of RFC 8620 1.3.
    func count(_ name: String) throws(MethodError) -> Int? {
        guard let number = try int(name) else { return nil }
        guard number >= 0 else { throw .invalid("“\(name)” is negative.") }
        return number
    }

    /// An array of strings.
    func strings(_ name: String) throws(MethodError) -> [String]? {
        try typed(name, "an array of strings") { value in
            guard let items = value.array else { return nil }
            var out: [String] = []
            for item in items {
                guard let text = item.string else { return nil }
                out.append(text)
            }
            return out
        }
    }

    /// The value, which must be there.
    func required<T>(_ name: String, _ value: T?) throws(MethodError) -> T {
        guard let value else { throw .invalid("“\(name)” is missing.") }
        return value
    }

    private func typed<T>(_ name: String, _ what: String, _ read: (JSON) -> T?) throws(MethodError) -> T? {
        guard let value = self[name] else { return nil }
        guard let read = read(value) else { throw .invalid("“\(name)” is not \(what).") }
        return read
    }
}
