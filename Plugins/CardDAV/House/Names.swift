/// The names of the books of each user, read once.
actor Names {
    private let house: House
    private var known: [String: Segments] = [:]

    init(house: House) { self.house = house }

    /// The names of a user's books.
    func of(_ user: String) async throws -> Segments {
        if let known = known[user] { return known }
        let segments = Segments(try await house.recall("user:\(user)", "segments"))
        // Somebody else may have read or changed them meanwhile.
        if let known = known[user] { return known }
        if known.count > 10_000 { known = [:] }
        known[user] = segments
        return segments
    }

    /// Gives a book a name, and keeps it.
    func name(_ user: String, _ id: String, _ segment: String, among ids: Set<String>) async throws {
        var segments = try await of(user)
        segments.name(id, segment, among: ids)
        try await keep(user, segments)
    }

    /// Parts books that would have one path, and keeps that; nil when there are none.
    func settle(_ user: String, _ ids: [String]) async throws -> Segments? {
        var segments = try await of(user)
        guard segments.settle(ids) else { return nil }
        try await keep(user, segments)
        return segments
    }

    /// Forgets a user.
    func forget(_ user: String) { known[user] = nil }

    /// Known before it is kept, so that who comes in between builds on it; read anew when it could not be kept.
    private func keep(_ user: String, _ segments: Segments) async throws {
        known[user] = segments
        do { try await house.keep("user:\(user)", "segments", segments.bytes) } catch {
            known[user] = nil
            throw error
        }
    }
}
