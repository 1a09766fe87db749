import MailFlowPlugin

extension Contacts {
    /// One step of what happened in a book.
    struct Step: Sendable {
        /// Where the book is after it.
        let state: String
        let members: [Member]
        /// Names of members that went.
        let removed: [String]
        let hasMore: Bool
    }

    /// What happened in a book since a state; nil begins with an empty book. Nil when nobody remembers that state.
    func members(of book: String, since state: String?, limit: Int) async throws -> Step? {
        try Contacts.step(try await house.jmap(user, Contacts.asking(of: book, since: state, limit: limit)), since: state)
    }

    /// The question what happened in a book since a state.
    static func asking(of book: String, since state: String?, limit: Int) -> JMAPRequest {
        request(
            "ContactCard/members",
            ["addressBookId": .string(book), "sinceState": state.map(JSON.string) ?? nil, "limit": .int(Int64(limit))])
    }

    /// The answer to that question.
    static func step(_ response: JMAPResponse, since state: String?) throws -> Step? {
        do {
            let answer = try answer(response)
            guard let state = answer["state"]?.string else { throw Failure(.failed, "ContactCard/members has no state") }
            return Step(
                state: state, members: (answer["members"]?.array ?? []).compactMap(Member.init),
                removed: (answer["removed"]?.array ?? []).compactMap(\.string), hasMore: answer["hasMore"]?.bool ?? false)
        } catch let refused as Refused where refused.type == "cannotCalculateChanges" || refused.type == "invalidArguments" && state != nil
        {
            return nil
        } catch let refused as Refused where ["notFound", "invalidArguments"].contains(refused.type) {
            throw Refusal.nothing
        }
    }
}

extension Member {
    /// Reads one member; nil when it has no id, name or tag.
    fileprivate init?(_ json: JSON) {
        guard let id = json["id"]?.string, let name = json["resourceName"]?.string, let etag = json["etag"]?.string else { return nil }
        self.init(
            id: id, name: name, etag: etag, size: json["size"]?.int ?? 0,
            created: json["created"]?.string.flatMap { HTTPDate.instant($0) },
            changed: json["updated"]?.string.flatMap { HTTPDate.instant($0) })
    }
}
