import Core
import NIOCore

extension IMAPConnection {
    /// FETCH or UID FETCH (RFC 9051 6.4.5), sent at once. With `changedSince` (CONDSTORE) only what changed; with `vanished` (QRESYNC, UIDs) also what is gone.
    /// Items whose extension the server lacks are left out. While messages wait unread, the server is held back, unless another command wants to go.
    public func fetch(_ messages: MessageSet, _ items: [FetchItem], changedSince: ModSeq? = nil, vanished: Bool = false) -> FetchStream {
        let loop = loop
        let conversation = conversation
        let flow = FetchFlow(capacity: options.readAhead) { loop.execute { conversation.resume() } }
        let stream = FetchStream(flow)
        guard !messages.isEmpty else {
            flow.finish(.success(()))
            return stream
        }
        do throws(Failure) {
            let command = try FetchCommand(messages, items, changedSince: changedSince, vanished: vanished, capabilities, dialect)
            let exchange = Exchange(command.command) { data in
                switch data {
                case .fetch(let message):
                    guard command.answers(message) else { return false }
                    if flow.put(message) { conversation.pause() }
                case .vanished(true, let uids): flow.put(vanished: uids)
                default: return false
                }
                return true
            } finish: { result in
                switch result {
                case .success(let status): flow.finish(status.condition == .ok ? .success(()) : .failure(Refusal.failure("FETCH", status)))
                case .failure(let failure): flow.finish(.failure(failure))
                }
            }
            loop.execute { conversation.submit(exchange) }
        } catch {
            flow.finish(.failure(error))
        }
        return stream
    }
}

/// One FETCH: its wire form, and which responses are its own.
struct FetchCommand: Sendable {
    let command: Command
    private let messages: MessageSet
    private let wantsBodies: Bool
    private let wantsMore: Bool

    init(
        _ messages: MessageSet, _ items: [FetchItem], changedSince: ModSeq? = nil, vanished: Bool = false, _ offered: Capabilities,
        _ dialect: CommandWriter.Dialect
    ) throws(Failure) {
        self.messages = messages
        var writer = CommandWriter(messages.isUID ? "UID FETCH" : "FETCH", dialect)
        writer.word(messages.wire)
        writer.word("(")
        var written = 0
        for item in items where FetchCommand.isOffered(item, offered) && !(item == .uid && messages.isUID) {
            if written > 0 { writer.space() }
            written += 1
            try FetchCommand.write(item, &writer)
        }
        if written == 0 { writer.raw("UID") }
        writer.raw(")")
        if let changedSince, offered.condstore {
            writer.word("(CHANGEDSINCE \(changedSince)\(vanished && messages.isUID && offered.qresync ? " VANISHED" : ""))")
        }
        wantsBodies = items.contains { if case .body = $0 { true } else { false } }
        wantsMore = items.contains { [.internalDate, .size, .envelope, .bodyStructure].contains($0) }
        command = writer.command(messages.isUID ? .any : .alone)
    }

    private static func isOffered(_ item: FetchItem, _ offered: Capabilities) -> Bool {
        switch item {
        case .modSeq: offered.condstore
        case .emailID, .threadID: offered.objectID
        case .gmailMessageID, .gmailThreadID, .gmailLabels: offered.gmail
        default: true
        }
    }

    private static func write(_ item: FetchItem, _ writer: inout CommandWriter) throws(Failure) {
        switch item {
        case .uid: writer.raw("UID")
        case .flags: writer.raw("FLAGS")
        case .internalDate: writer.raw("INTERNALDATE")
        case .size: writer.raw("RFC822.SIZE")
        case .envelope: writer.raw("ENVELOPE")
        case .bodyStructure: writer.raw("BODYSTRUCTURE")
        case .modSeq: writer.raw("MODSEQ")
        case .emailID: writer.raw("EMAILID")
        case .threadID: writer.raw("THREADID")
        case .gmailMessageID: writer.raw("X-GM-MSGID")
        case .gmailThreadID: writer.raw("X-GM-THRID")
        case .gmailLabels: writer.raw("X-GM-LABELS")
        case .body(let section):
            writer.raw("BODY.PEEK")
            try writer.section(section)
        }
    }

    /// Whether a FETCH response answers this command, or is news that came in between.
    func answers(_ message: FetchedMessage) -> Bool {
        switch messages {
        case .uids(let set):
            guard let uid = message.uid, set.contains(uid) else { return false }
        case .uidsFrom:
            guard message.uid != nil else { return false }
        case .sequence(let set):
            guard let sequence = message.sequence, set.contains(sequence) else { return false }
        case .sequenceFrom(let first):
            guard let sequence = message.sequence, sequence >= first else { return false }
        }
        if wantsBodies { return !message.bodies.isEmpty }
        if wantsMore {
            return message.internalDate != nil || message.size != nil || message.envelope != nil || message.bodyStructure != nil
        }
        return true
    }
}
