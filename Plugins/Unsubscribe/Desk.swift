import MailFlowPlugin

/// What is under way: looks through somebody's mail, and lists that are just being left.
actor Desk {
    private struct Looking {
        var look: Look
        var isBusy = false
    }

    private let host: Host
    private var looks: [String: Looking] = [:]
    private var leaving: Set<String> = []

    init(host: Host) { self.host = host }

    /// How far a person's look is: messages read, and all there are.
    func progress(_ user: String) -> (read: Int64, total: Int64)? {
        guard let look = looks[user]?.look, let total = look.total else { return nil }
        return (look.done, min(total, Survey.messageLimit))
    }

    /// Reads one more page of a person's mail, from the beginning where none was begun or it is asked for.
    /// Gives the look; what it found is there when it is over. Fails with `conflict` while another window does the same.
    func step(_ user: String, afresh: Bool) async throws(Failure) -> Look {
        guard looks[user]?.isBusy != true else { throw Failure(.conflict, "a page is being read") }
        var look = afresh ? Look(host: host, user: user) : looks[user]?.look ?? Look(host: host, user: user)
        looks[user] = Looking(look: look, isBusy: true)
        do throws(Failure) {
            try await look.step()
        } catch {
            looks[user] = nil
            throw error
        }
        looks[user] = look.isOver ? nil : Looking(look: look)
        return look
    }

    /// Begins to leave a list: one at a time for each person. Fails with `conflict` while there is one.
    func begin(_ user: String) throws(Failure) {
        guard leaving.insert(user).inserted else { throw Failure(.conflict, "another list is being left") }
    }

    /// It was left, or not.
    func end(_ user: String) { leaving.remove(user) }
}
