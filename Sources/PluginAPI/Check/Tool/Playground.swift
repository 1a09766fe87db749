import Core
import Foundation
import HostCrypto
import Mail
import PluginCheck
import Plugins
import Store

/// A data folder with two users, their mail and the plugin in it. The server that opens it finds nothing unusual, except that the
/// accounts are paused: no mail server stands behind them.
struct Playground {
    let folder: URL
    let subject: Subject
    let isolated: Bool

    /// The users: a name, which is also the password with "-mail" behind it, and whether it is an admin.
    static let users = [("admin", true), ("guest", false)]

    /// Makes users, accounts and mail, unless they are there.
    func furnish() async throws(Failure) {
        let secrets = folder.appendingPathComponent("secrets")
        let key = secrets.appendingPathComponent("encryption-key")
        if FileManager.default.fileExists(atPath: key.path) { return }
        let secret = SecureRandom.bytes(32)
        do {
            try FileManager.default.createDirectory(at: secrets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let text = secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            guard FileManager.default.createFile(atPath: key.path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
                throw CocoaError(.fileWriteUnknown)
            }
        } catch { throw Failure(.failed, "\(error)", message: "\(folder.path) cannot be written.") }
        let store = try await Store.open(folder.appendingPathComponent("mailflow.db").path, secrets: try SecretBox(keys: [secret]))
        for (index, (name, isAdmin)) in Playground.users.enumerated() {
            try await move(in: name, isAdmin: isAdmin, first: 1 + index * 100, store)
        }
        await store.close()
    }

    private func move(in name: String, isAdmin: Bool, first: Int, _ store: Store) async throws(Failure) {
        let hash = PasswordHash.hash("\(name)-mail", cost: 8)
        let owner = Address(name: name == "admin" ? "Site Office" : "Guest House", email: "\(name)@example.test")
        let letters = Letters.to(owner, count: 100, first: first)
        let kept = try await store.write { transaction throws(Failure) -> (AccountID, [EmailID?]) in
            let user = try UserTable.add(transaction, username: name, passwordHash: hash, isAdmin: isAdmin)
            let nowhere = ServerAddress(host: "mail.example.test", port: 993, tls: .implicit)
            var account = Account(user: user, name: owner.name, email: owner.email, imap: nowhere, smtp: nowhere, username: owner.email)
            account.paused = true
            let id = try AccountTable.add(transaction, account, password: "none", smtpPassword: nil)
            try MailboxTable.list(
                transaction, account: id,
                [
                    ("INBOX", MailboxRole.inbox), ("Archive", .archive), ("Drafts", .drafts), ("Sent", .sent), ("Junk", .junk),
                    ("Trash", .trash),
                ].map {
                    ListedMailbox(path: $0.0, delimiter: "/", role: $0.1)
                })
            guard let inbox = try MailboxTable.find(transaction.sql, account: id, path: "INBOX") else { throw Failure(.failed, "no inbox") }
            try MailboxCursor(uidValidity: 1, uidNext: Int64(first + letters.count), headersFrom: 1).begin(transaction, inbox.id)
            return (id, try Ingest.add(transaction, account: id, mailbox: inbox.id, letters.map(Playground.email)))
        }
        try await store.write(.process) { transaction throws(Failure) in
            for (letter, id) in zip(letters, kept.1) {
                guard let id else { continue }
                try Ingest.body(
                    transaction, id, preview: String(letter.text.replacing("\n", with: " ").prefix(200)), hasAttachment: false,
                    search: SearchDocument(
                        subject: SearchTerms.terms(letter.subject), sender: SearchTerms.terms("\(letter.from.name) \(letter.from.email)"),
                        recipients: SearchTerms.terms("\(letter.to.name) \(letter.to.email)"), body: SearchTerms.terms(letter.text)))
            }
        }
        for (letter, id) in zip(letters, kept.1) { if let id { try shelve(letter.bytes, kept.0, id) } }
    }

    /// Puts the raw message where the server keeps what it has fetched.
    private func shelve(_ bytes: [UInt8], _ account: AccountID, _ email: EmailID) throws(Failure) {
        let shelf = folder.appendingPathComponent("cache/\(account)/\(String(email.rawValue % 256, radix: 16))")
        do {
            try FileManager.default.createDirectory(at: shelf, withIntermediateDirectories: true)
            try Data(bytes).write(to: shelf.appendingPathComponent("\(email).eml"))
        } catch { throw Failure(.failed, "\(error)", message: "\(shelf.path) cannot be written.") }
    }

    private static func email(_ letter: Letters.Letter) -> NewEmail {
        var email = NewEmail(identityKey: "mid:\(letter.messageID)", receivedAt: letter.sentAt, size: Int64(letter.bytes.count))
        email.sentAt = letter.sentAt
        email.subject = letter.subject
        email.isReply = letter.answers != nil
        email.messageIDs = [letter.messageID]
        email.references = letter.answers.map { ["letter-\($0)@example.test"] } ?? []
        email.inReplyTo = email.references
        email.from = [letter.from]
        email.to = [letter.to]
        email.keywords = Set((letter.isSeen ? ["$seen"] : []) + (letter.isFlagged ? ["$flagged"] : [])).reduce(into: []) { set, word in
            if let keyword = Keyword(word) { set.insert(keyword) }
        }
        email.uidValidity = 1
        email.uid = Int64(letter.number)
        return email
    }

    /// Copies the plugin's folder into the server's and switches it on with all it asks for. A library in use is replaced, never overwritten.
    func install(_ manifest: Manifest) throws(Failure) {
        let home = folder.appendingPathComponent("plugins/\(manifest.id)")
        do {
            let files = FileManager.default
            try? files.removeItem(at: home)
            try files.createDirectory(at: home, withIntermediateDirectories: true)
            for name in ["plugin.json", manifest.library, "web"] {
                let source = subject.folder.appendingPathComponent(name)
                if files.fileExists(atPath: source.path) { try files.copyItem(at: source, to: home.appendingPathComponent(name)) }
            }
            let grants = manifest.allGrants.map(\.description).joined(separator: " ")
            let conf =
                "# Made by mailflow-check run.\n[\(manifest.id)]\nenabled = yes\nisolate = \(isolated ? "yes" : "no")\n\(grants.isEmpty ? "" : "grant = \(grants)\n")"
            try Data(conf.utf8).write(to: folder.appendingPathComponent("plugins.conf"))
        } catch { throw Failure(.failed, "\(error)", message: "The plugin cannot be copied into \(home.path).") }
    }

    /// Copies the plugin's pages again; a running server hands out what is there now.
    func installPages(_ manifest: Manifest) throws(Failure) {
        let target = folder.appendingPathComponent("plugins/\(manifest.id)/web"), new = target.appendingPathExtension("new")
        do {
            try? FileManager.default.removeItem(at: new)
            try FileManager.default.copyItem(at: subject.folder.appendingPathComponent("web"), to: new)
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.moveItem(at: new, to: target)
        } catch { throw Failure(.failed, "\(error)", message: "The pages cannot be copied into \(target.path).") }
    }

    /// The files that are others in two states.
    static func differ(_ one: [String: String], _ other: [String: String]) -> [String] {
        Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }
    }

    /// What of the plugin a server sees: names, sizes and times of its files.
    func state() -> [String: String] {
        var all: [String: String] = [:]
        let base = subject.folder
        let keys: [URLResourceKey] = [.contentModificationDateKey, .fileSizeKey, .isRegularFileKey]
        let web =
            FileManager.default.enumerator(at: base.appendingPathComponent("web"), includingPropertiesForKeys: keys)?.compactMap {
                $0 as? URL
            } ?? []
        for url in [base.appendingPathComponent("plugin.json"), subject.library].compactMap(\.self) + web {
            guard let values = try? url.resourceValues(forKeys: Set(keys)), values.isRegularFile ?? false else { continue }
            all[url.path] = "\(values.fileSize ?? 0) \(values.contentModificationDate?.timeIntervalSince1970 ?? 0)"
        }
        return all
    }

    /// Comes back when the plugin's files are others, or when the end was asked for.
    func waitForChange(from seen: [String: String], unless ended: Interrupt) async {
        while state() == seen, !ended.isAsked { try? await Task.sleep(for: .milliseconds(250)) }
    }

    /// What to do now.
    func welcome(port: Int) -> String {
        let lines = Playground.users.map {
            "  \($0.0.padding(toLength: 8, withPad: " ", startingAt: 0))password \($0.0)-mail\($0.1 ? "   (admin)" : "")"
        }
        return """
            MailFlow with \(subject.folder.lastPathComponent) in it: http://127.0.0.1:\(port)
            \(lines.joined(separator: "\n"))
            Lines of the plugin's log follow. Build it again and it is taken over; Ctrl-C ends this.
            """
    }
}
