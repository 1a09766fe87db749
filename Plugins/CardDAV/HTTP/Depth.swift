/// How far down a request reaches (RFC 4918, 10.2).
enum Depth: Equatable {
    case zero, one, infinity

    /// Reads the header; `missing` is what a method takes it for when it does not come. Anything else is 400.
    init(_ call: Call, missing: Depth) throws(Refusal) {
        switch call["depth"]?.lowercased() {
        case nil: self = missing
        case "0": self = .zero
        case "1": self = .one
        case "infinity": self = .infinity
        default: throw Refusal(400, "Depth is 0, 1 or infinity.")
        }
    }
}
