import MailFlowPlugin

extension Contacts {
    /// The cards behind members of a book, in order, each as it is now; those that went elsewhere meanwhile are left out.
    func cards(_ members: some Sequence<Member>, of book: String) async throws -> [Card] {
        let ids = members.map { JSON.string($0.id) }
        guard !ids.isEmpty else { return [] }
        let wanted: JSON = ["id", "addressBookIds", "resourceName", "etag", "vCard"]
        let answer = try await call("ContactCard/get", ["ids": .array(ids), "properties": wanted])
        let found = Dictionary((answer["list"]?.array ?? []).map { ($0["id"]?.string ?? "", $0) }) { first, _ in first }
        return members.compactMap { member in found[member.id].flatMap { Card($0, member, of: book) } }
    }

    /// Adds a card to a book, in one step in place of what is `there`; gives its tag.
    func add(_ text: [UInt8], name: String, to book: String, over there: Member? = nil) async throws -> String? {
        var card: JSON = [
            "addressBookIds": .object([book: true]), "vCard": .string(String(decoding: text, as: UTF8.self)), "resourceName": .string(name),
        ]
        if let there { card["replaces"] = .object([there.id: .string(there.etag)]) }
        let answer = try await call("ContactCard/set", ["create": ["new": card]])
        if let error = answer["notCreated"]?["new"] { throw Refused(error) }
        return answer["created"]?["new"]?["etag"]?.string
    }

    /// Adds cards to a book, each under the name it has; fails with why the first of those that were not taken was refused.
    func add(_ cards: [Card], to book: String) async throws {
        let create = cards.enumerated().map { index, card in
            let object: JSON = [
                "addressBookIds": .object([book: true]), "vCard": .string(String(decoding: card.text, as: UTF8.self)),
                "resourceName": .string(card.member.name),
            ]
            return ("\(index)", object)
        }
        let answer = try await call("ContactCard/set", ["create": .object(Dictionary(create) { first, _ in first })])
        if let error = answer["notCreated"]?.object?.values.first { throw Refused(error) }
    }

    /// Replaces the text of a card; gives its tag. With `etag` only if that is still its tag.
    func replace(_ id: String, _ text: [UInt8], ifTag etag: String?) async throws -> String? {
        var patch: [String: JSON] = ["vCard": .string(String(decoding: text, as: UTF8.self))]
        if let etag { patch["ifETag"] = .string(etag) }
        return try await update(id, patch)
    }

    /// Puts a card under another name or into another book, in one step in place of what is `there`.
    func move(_ id: String, to book: String, name: String, over there: Member?, ifTag etag: String?) async throws {
        var patch: [String: JSON] = ["addressBookIds": .object([book: true]), "resourceName": .string(name)]
        if let etag { patch["ifETag"] = .string(etag) }
        if let there { patch["replaces"] = .object([there.id: .string(there.etag)]) }
        _ = try await update(id, patch)
    }

    private func update(_ id: String, _ patch: [String: JSON]) async throws -> String? {
        let answer = try await call("ContactCard/set", ["update": .object([id: .object(patch)])])
        if let error = answer["notUpdated"]?[id] { throw Refused(error) }
        return answer["updated"]?[id]?["etag"]?.string
    }

    /// Removes a card; with `etag` only if that is still its tag.
    func remove(_ id: String, ifTag etag: String?) async throws {
        var arguments: [String: JSON] = ["destroy": [.string(id)]]
        if let etag { arguments["destroyETags"] = .object([id: .string(etag)]) }
        let answer = try await call("ContactCard/set", arguments)
        if let error = answer["notDestroyed"]?[id] { throw Refused(error) }
    }
}

extension Card {
    /// Reads a card that was known as a member; nil when it is not that member any more.
    fileprivate init?(_ json: JSON, _ member: Member, of book: String) {
        guard json["addressBookIds"]?[book] == true, json["resourceName"]?.string == member.name, let etag = json["etag"]?.string,
            let text = json["vCard"]?.string
        else { return nil }
        self.text = Array(text.utf8)
        self.member =
            etag == member.etag
            ? member
            : Member(id: member.id, name: member.name, etag: etag, size: Int64(self.text.count), created: member.created, changed: nil)
    }
}
