import Core
import Foundation
import Intake
import Mail
import Store

/// A whole message on its way into some folders: a draft, an import, a copy.
struct NewMessage: Sendable {
    let content: MessageContent
    /// The folders by the ids the client wrote.
    let mailboxes: Set<String>
    let keywords: Set<Keyword>
    var receivedAt: Timestamp?
    /// The account to use where the folders do not tell.
    var account: AccountID?
    var repliesTo: String?
    var forwards: String?
    /// Whether a message that is there already is refused.
    var mustBeNew = false

    /// What was stored.
    struct Stored {
        let account: AccountID
        let json: JSON
    }

    /// Stores it and sends it on its way to the server. Fails with `alreadyExists` and `invalidProperties`; then the bytes are forgotten.
    func stored(_ transaction: Transaction, _ scope: Scope, _ folders: Folders) throws -> Stored {
        do { return try transaction.attempt { try store(transaction, scope, folders) } } catch {
            try content.drop(transaction)
            throw error
        }
    }

    private func store(_ transaction: Transaction, _ scope: Scope, _ folders: Folders) throws -> Stored {
        let account = try self.account(scope, folders)
        var targets: [MailboxID] = []
        for name in mailboxes.sorted() where name != Folders.name(.flagged) {
            guard let id = folders.target(name, in: account) else {
                throw SetError.property("mailboxIds", "There is no folder “\(name.prefix(100))” in this account.")
            }
            if !targets.contains(id) { targets.append(id) }
        }
        guard let first = targets.first else { throw SetError.property("mailboxIds", "An email lies in at least one folder.") }
        let parsed = content.parsed
        if mustBeNew, let known = try EmailRow.known(transaction.sql, account: account, identityKey: content.identityKey) {
            throw SetError("alreadyExists", members: ["existingId": .string(known.description)])
        }
        var message = NewEmail(identityKey: content.identityKey, receivedAt: receivedAt ?? transaction.now, size: Int64(parsed.size))
        message.take(parsed.header)
        message.keywords = keywords
        message.hasAttachment = parsed.hasAttachment
        message.preview = parsed.preview
        // A draft says nothing yet about whom one writes to.
        if keywords.contains(.draft) { message.isBulk = true }
        let email = try Change.append(transaction, account: account, mailbox: first, message, blob: content.blob)
        if targets.count > 1 { try Change.mailboxes(transaction, email, Set(targets)) }
        let terms = parsed.search
        try Ingest.body(
            transaction, email, preview: parsed.preview, hasAttachment: parsed.hasAttachment,
            search: SearchDocument(
                subject: terms.subject, sender: terms.from, recipients: terms.to,
                body: terms.attachments.isEmpty ? terms.body : "\(terms.body) \(terms.attachments)"))
        try DraftLinks.set(
            transaction, draft: email, repliesTo: try mine(repliesTo, "repliesTo", scope, transaction.sql),
            forwards: try mine(forwards, "forwards", scope, transaction.sql))
        guard let row = try EmailRow.get(transaction.sql, [email], accounts: [account])[email] else { throw SetError.notFound }
        return Stored(
            account: account,
            json: [
                "id": .string(email.description), "blobId": .string(email.description), "threadId": .string(row.thread.description),
                "size": .int(Int64(parsed.size)), "accountId": .string(account.description),
            ])
    }

    private func account(_ scope: Scope, _ folders: Folders) throws(SetError) -> AccountID {
        if !scope.isAll { return scope.ids[0] }
        for name in mailboxes { if let place = MailboxID(name).flatMap({ folders.places[$0] }) { return place.account } }
        guard let account = account ?? scope.searched.first?.id ?? scope.ids.first else {
            throw .property("mailboxIds", "There is no account.")
        }
        return account
    }

    private func mine(_ text: String?, _ name: String, _ scope: Scope, _ sql: any SQLConnection) throws -> EmailID? {
        guard let text else { return nil }
        // Whoever may be answered belongs to the user, in whichever account.
        guard let id = EmailID(text), try EmailRow.get(sql, [id], accounts: AccountPlace.all(sql, user: scope.user).map(\.id))[id] != nil
        else {
            throw SetError.property(name, "There is no such email.")
        }
        return id
    }
}
