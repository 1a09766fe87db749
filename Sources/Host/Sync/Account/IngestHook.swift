import Core
import Store

/// Hook `mail.ingest`: the labels plugins put on new mail before anything else looks at it. Mail waits for at most one hook a batch.
struct IngestHook: Sendable {
    let hooks: Hooks
    let account: AccountID
    let mailbox: MailboxID
    let store: Store

    /// The keywords to add, by the place of a message in the batch.
    func labels(_ batch: [NewEmail]) async -> [Int: Set<Keyword>] {
        guard hooks.isWanted("mail.ingest"), !batch.isEmpty else { return [:] }
        let (account, mailbox) = (account, mailbox)
        let place = try? await store.read { sql throws(Failure) in
            (try AccountTable.get(sql, account)?.user, try MailboxTable.get(sql, mailbox)?.role)
        }
        guard let user = place?.0 else { return [:] }
        let facts: JSON = [
            "user": .string("\(user)"), "accountId": .string("\(account)"),
            "mailbox": ["id": .string("\(mailbox)"), "role": place?.1.map { .string($0.rawValue) } ?? .null],
            "emails": .array(batch.map(IngestHook.facts)),
        ]
        var labels: [Int: Set<Keyword>] = [:]
        for (_, answer) in await hooks.ask("mail.ingest", facts) {
            for item in answer["emails"]?.array ?? [] {
                guard let index = item["index"]?.int, batch.indices.contains(Int(truncatingIfNeeded: index)), index < 1 << 20 else {
                    continue
                }
                let words = (item["keywords"]?.object ?? [:]).filter { $0.value == true }.keys.compactMap { Keyword($0) }
                labels[Int(index), default: []].formUnion(words.prefix(16))
            }
        }
        return labels
    }

    private static func facts(_ mail: NewEmail) -> JSON {
        func people(_ list: [Address]) -> JSON {
            .array(list.prefix(50).map { ["name": $0.name.isEmpty ? .null : .string($0.name), "email": .string($0.email)] })
        }
        return [
            "subject": .string(mail.subject), "from": people(mail.from), "to": people(mail.to), "cc": people(mail.cc),
            "replyTo": people(mail.replyTo), "messageId": .array(mail.messageIDs.prefix(4).map { .string($0) }),
            "receivedAt": .string(UTCDate.text(mail.receivedAt)), "size": .int(mail.size), "isBulk": .bool(mail.isBulk),
            "keywords": .object(Dictionary(mail.keywords.map { ($0.name, JSON.bool(true)) }) { $1 }),
            "listId": mail.listHeaders.first { $0.0 == "List-Id" }.map { .string($0.1) } ?? .null,
        ]
    }
}
