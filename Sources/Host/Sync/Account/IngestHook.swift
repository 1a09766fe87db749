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
        var facts = JSONWriter(capacity: 512 * batch.count)
        facts.object { facts in
            facts.name("user")
            facts.text("\(user)")
            facts.name("accountId")
            facts.text("\(account)")
            facts.name("mailbox")
            facts.value(["id": .string("\(mailbox)"), "role": place?.1.map { .string($0.rawValue) } ?? .null])
            facts.name("emails")
            facts.array { facts in for mail in batch { IngestHook.write(mail, to: &facts) } }
        }
        var labels: [Int: Set<Keyword>] = [:]
        for (_, answer) in await hooks.askText("mail.ingest", facts.bytes) {
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

    private static func write(_ mail: NewEmail, to facts: inout JSONWriter) {
        func people(_ name: StaticString, _ list: [Address], _ facts: inout JSONWriter) {
            facts.name(name)
            facts.array { facts in
                for person in list.prefix(50) {
                    facts.object { facts in
                        facts.name("name")
                        facts.value(person.name.isEmpty ? .null : .string(person.name))
                        facts.name("email")
                        facts.text(person.email)
                    }
                }
            }
        }
        facts.object { facts in
            facts.name("subject")
            facts.text(mail.subject)
            people("from", mail.from, &facts)
            people("to", mail.to, &facts)
            people("cc", mail.cc, &facts)
            people("replyTo", mail.replyTo, &facts)
            facts.name("messageId")
            facts.array { facts in for id in mail.messageIDs.prefix(4) { facts.text(id) } }
            facts.name("receivedAt")
            facts.text(UTCDate.text(mail.receivedAt))
            facts.name("size")
            facts.value(.int(mail.size))
            facts.name("isBulk")
            facts.value(.bool(mail.isBulk))
            facts.name("keywords")
            facts.value(.object(Dictionary(mail.keywords.map { ($0.name, JSON.bool(true)) }) { $1 }))
            facts.name("listId")
            facts.value(mail.listHeaders.first { $0.0 == "List-Id" }.map { .string($0.1) } ?? .null)
        }
    }
}
