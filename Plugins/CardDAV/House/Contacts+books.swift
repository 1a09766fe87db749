import MailFlowPlugin

extension Contacts {
    private static let bookProperties: JSON = ["id", "name", "description", "sortOrder", "isDefault", "myRights", "membersState"]

    /// The books, in the order their owner gave them, under the names that `segments` has for them.
    func books(_ segments: Segments) async throws -> [Book] {
        let answer = try await call("AddressBook/get", ["ids": nil, "properties": Contacts.bookProperties])
        return (answer["list"]?.array ?? [])
            .map { (order: $0["sortOrder"]?.int ?? 0, book: $0) }
            .sorted { $0.order < $1.order }
            .compactMap { _, json in
                guard let id = json["id"]?.string else { return nil }
                return Book(
                    id: id, segment: segments.segment(of: id), name: json["name"]?.string ?? id,
                    description: json["description"]?.string ?? "",
                    state: json["membersState"]?.string,
                    isWritable: json["myRights"]?["mayWrite"]?.bool ?? true, isDefault: json["isDefault"]?.bool ?? false)
            }
    }

    /// Makes a book; gives its id.
    func addBook(name: String, description: String?) async throws -> String {
        var book: [String: JSON] = ["name": .string(name)]
        if let description { book["description"] = .string(description) }
        let answer = try await call("AddressBook/set", ["create": ["new": .object(book)]])
        if let error = answer["notCreated"]?["new"] { throw Refused(error) }
        guard let id = answer["created"]?["new"]?["id"]?.string else { throw Failure(.failed, "AddressBook/set made nothing") }
        return id
    }

    /// Changes what a book is called and said to be for.
    func change(_ book: String, _ patch: [String: JSON]) async throws {
        let answer = try await call("AddressBook/set", ["update": .object([book: .object(patch)])])
        if let error = answer["notUpdated"]?[book] { throw Refused(error) }
    }

    /// Removes a book with its cards.
    func removeBook(_ book: String) async throws {
        let answer = try await call("AddressBook/set", ["destroy": [.string(book)], "onDestroyRemoveContents": true])
        if let error = answer["notDestroyed"]?[book] { throw Refused(error) }
    }
}
