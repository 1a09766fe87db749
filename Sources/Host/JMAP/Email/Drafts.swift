import Core
import Foundation
import Mail
import Store

/// Builds the messages of Email/set's `create`, files included.
struct Drafts {
    /// The octets of all files of one message.
    static let maxFiles = 50_000_000

    /// One item: what it is called and the message, or why there is none.
    struct Item: Sendable {
        let id: String
        let draft: Result<NewMessage, any Error>
    }

    private let call: Call

    init(_ call: Call) { self.call = call }

    /// Builds every message. Throws only what is no fault of one of them.
    func build(_ create: [(id: String, object: [String: JSON])]) async throws -> [Item] {
        guard !create.isEmpty else { return [] }
        // Whose address it is decides the account where the folders do not.
        let identities = try await call.read { sql, scope in
            var all: [(email: String, account: AccountID)] = []
            for account in scope.ids { all += try IdentityTable.all(sql, account: account).map { ($0.email.lowercased(), account) } }
            return all
        }
        var out: [Item] = []
        for item in create {
            do {
                var message = try await one(item.object)
                let from = message.from.first?.email.lowercased()
                message.new.account = identities.first { $0.email == from }?.account
                out.append(Item(id: item.id, draft: .success(message.new)))
            } catch { out.append(Item(id: item.id, draft: .failure(try SetRequest.error(error)))) }
        }
        return out
    }

    private func one(_ object: [String: JSON]) async throws -> (new: NewMessage, from: [Address]) {
        let reader = try DraftReader(object, now: call.house.store.clock.now())
        var message = reader.message
        var size = 0
        var missing: [String] = []
        var held: [ScratchFile] = []
        for file in reader.files {
            var content = file.bytes.map { OutgoingMessage.Content.bytes($0) }
            size += file.bytes?.count ?? 0
            if let name = file.blob.map(call.resolved) {
                do throws(Failure) {
                    // A forwarded file may come from any of the user's accounts.
                    let spilled = try await call.house.blobs.spill(user: call.user, account: Scope.allID, blob: name)
                    size += Int(spilled.size)
                    content = .file(spilled.url)
                    held.append(spilled)
                } catch {
                    guard error.kind == .notFound else { throw SetError(error) }
                    missing.append(name)
                }
            }
            guard let content else { continue }
            guard size <= Drafts.maxFiles else {
                throw SetError("tooLarge", "The files of a message have at most \(Drafts.maxFiles / 1_000_000) MB together.")
            }
            message.attachments.append(
                OutgoingMessage.Attachment(
                    name: FileName.safe(file.name, type: file.type), type: file.type, content: content, cid: file.cid))
        }
        guard missing.isEmpty else { throw SetError("blobNotFound", members: ["notFound": .array(missing.map { .string($0) })]) }
        let content: MessageContent
        do throws(Failure) {
            let file = try call.house.store.scratch.file()
            let written = await file.work { [message] in
                Result { () throws(Failure) in try MessageBuilder.write(message, to: file.url, includeBcc: true) }
            }
            try written.get()
            content = try await .keep(try await file.data(), for: call.user, in: call.house.store)
        } catch {
            throw error.kind == .invalid
                ? SetError("invalidProperties", error.message.isEmpty ? "The message cannot be written." : error.message) : SetError(error)
        }
        withExtendedLifetime(held) {}
        let new = NewMessage(
            content: content, mailboxes: reader.mailboxes, keywords: reader.keywords, receivedAt: reader.receivedAt,
            repliesTo: reader.repliesTo.map(call.resolved),
            forwards: reader.forwards.map(call.resolved))
        return (new, message.from)
    }
}
