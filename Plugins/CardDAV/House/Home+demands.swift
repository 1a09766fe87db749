extension Home {
    /// The call, once what its `If` header demands is known to hold; fails with 412 when it does not. From then on the call also
    /// demands the tag that was found, so that nobody changes the card between this look and what follows.
    func held(_ header: String, _ call: Call, _ place: Place) async throws -> Call {
        let own = try await tag(of: place)
        for list in try IfHeader(header).lists {
            let about = list.resource.flatMap { Reference.path($0, host: call.host) }.flatMap { try? Place(path: $0) }
            let isOwn = list.resource == nil || about == place
            guard list.holds(isOwn ? own : try await tag(of: about)) else { continue }
            var held = call
            if isOwn, let own, call["if-match"] == nil { held.headers["if-match"] = EntityTag.quoted(own) }
            return held
        }
        throw Refusal(412, "None of the demands in If holds.")
    }

    /// The tag of a card of this home; nil for what is not there, is somebody else's, or has none.
    private func tag(of place: Place?) async throws -> String? {
        guard case .card(user, let segment, let name)? = place else { return nil }
        do { return try await shelves.current(contacts, id(of: segment)).members[name]?.etag } catch let refusal as Refusal
            where refusal == .nothing
        { return nil }
    }
}
