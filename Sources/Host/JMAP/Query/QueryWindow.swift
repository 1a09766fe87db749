import Core

/// Which part of the results is asked for (RFC 8620 5.5): a position, or a place beside an anchor.
struct QueryWindow {
    let position: Int
    let anchor: String?
    let anchorOffset: Int
    /// What the client asked for, nil for everything.
    let limit: Int?
    let wantsTotal: Bool

    init(_ arguments: Arguments) throws(MethodError) {
        position = try arguments.int("position") ?? 0
        anchor = try arguments.string("anchor")
        anchorOffset = try arguments.int("anchorOffset") ?? 0
        limit = try arguments.count("limit")
        wantsTotal = try arguments.bool("calculateTotal") ?? false
    }

    /// Whether the whole list must be known to find the place.
    var needsList: Bool { position < 0 || anchor != nil }

    /// Where the window begins in a list of so many results; throws `anchorNotFound`.
    func start(count: Int, anchorAt: (String) -> Int?) throws(MethodError) -> Int {
        if let anchor {
            guard let found = anchorAt(anchor) else { throw MethodError("anchorNotFound") }
            return max(0, min(found + anchorOffset, count))
        }
        return position < 0 ? max(0, count + position) : min(position, count)
    }
}
