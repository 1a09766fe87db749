import MailFlowPlugin

/// Leaving a list, by the way that one of its messages offers.
struct Leaving {
    let host: Host
    let user: String

    /// Asks the list; the memory says how that ended, and is kept. Fails with `unsupported` for a list that only its page can be left on,
    /// and as `OneClick` and `MailRequest` do.
    func leave(_ list: ListMail) async throws(Failure) -> Memory {
        let outcome: Memory
        switch list.way {
        case .oneClick(let url): outcome = try await OneClick(host: host).post(to: url)
        case .mail(let request): outcome = try await MailRequest(host: host, user: user).send(request, for: list)
        case .link: throw Failure(.unsupported, "this list is left on its page")
        }
        try await Memories(host: host, user: user).keep(outcome, list.key)
        return outcome
    }

    /// The newest of a list's messages that is still there and still says how to leave it; nil when none is.
    func mail(of entry: Entry) async throws(Failure) -> ListMail? {
        for id in entry.emails {
            // One at a time: a message that cannot be had must not hide the next.
            let answer: JSON
            do {
                answer = try await host.jmap(
                    user, "Email/get", ["accountId": "all", "ids": [.string(id)], "properties": .array(ListMail.properties)])
            } catch {
                if error.kind == .cancelled { throw error }
                continue
            }
            if let list = answer["list"]?.array?.first.flatMap(ListMail.init), list.key == entry.key { return list }
        }
        return nil
    }
}
