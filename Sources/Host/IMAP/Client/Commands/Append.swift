public import Core
import NIOCore
import Synchronization

extension IMAPConnection {
    /// APPEND from memory (RFC 9051 6.3.12). Nil without UIDPLUS. Throws `notFound` when the mailbox is missing, `tooLarge` over a limit or quota.
    @discardableResult
    public func append(_ message: [UInt8], to name: MailboxName, flags: [Flag] = [], date: Timestamp? = nil) async throws(Failure)
        -> AppendResult?
    {
        let rest = Mutex<[UInt8]?>(message)
        let hand = Hand { rest.withLock { $0.take() } }
        return try await append(size: Int64(message.count), to: name, flags: flags, date: date) { hand.next() }
    }

    /// APPEND of `size` bytes that come in pieces. When the pieces end early or the task is cancelled the connection is closed: the message is not appended.
    @discardableResult
    public func append(
        size: Int64, to name: MailboxName, flags: [Flag] = [], date: Timestamp? = nil,
        pieces: @escaping @Sendable () async throws(Failure) -> [UInt8]?
    ) async throws(Failure) -> AppendResult? {
        guard size > 0 else { throw Failure(.invalid, "APPEND: an empty message") }
        if let limit = capabilities.appendLimit, size > limit {
            throw Failure(
                .tooLarge, "APPEND: over the server's limit of \(limit)", message: "The message is too large for the mail server.")
        }
        var writer = CommandWriter("APPEND", dialect)
        try writer.mailbox(name)
        if !flags.isEmpty {
            writer.space()
            try writer.flags(flags)
        }
        if let date { writer.word("\"\(InternalDate.text(date))\"") }
        writer.space()
        writer.stream(size)
        let status = try await stream(writer.command(.alone), size, pieces)
        guard status.condition == .ok else { throw Refusal.failure("APPEND", status) }
        guard case .appendUID(let validity, let uids) = status.code, let uid = uids.first, uids.first == uids.last else { return nil }
        return AppendResult(uidValidity: validity, uid: uid)
    }

    /// Issues a command whose literal the caller brings.
    private func stream(
        _ command: Command, _ size: Int64, _ pieces: @escaping @Sendable () async throws(Failure) -> [UInt8]?
    ) async throws(Failure) -> StatusResponse {
        let loop = loop
        let conversation = conversation
        if Task.isCancelled { throw Failure(.cancelled, "IMAP: cancelled before APPEND") }
        let (signals, signal) = AsyncStream.makeStream(of: Result<StatusResponse, Failure>?.self)
        let exchange = Exchange(command) { result in
            signal.yield(result)
            signal.finish()
        }
        exchange.streamMayBegin = { signal.yield(nil) }
        loop.execute { conversation.submit(exchange) }
        let result: Result<StatusResponse, Failure> = await withTaskCancellationHandler {
            for await step in signals {
                if let step { return step }
                do throws(Failure) { try await feed(exchange, size, pieces) } catch {
                    shared.close()
                    loop.execute { conversation.end(error) }
                    return .failure(error)
                }
            }
            return .failure(Failure(.cancelled, "IMAP: APPEND was cancelled"))
        } onCancel: {
            loop.execute { conversation.abandon(exchange) }
        }
        return try result.get()
    }

    private func feed(_ exchange: Exchange, _ size: Int64, _ pieces: @escaping @Sendable () async throws(Failure) -> [UInt8]?)
        async throws(Failure)
    {
        let conversation = conversation
        var left = size
        while left > 0 {
            guard let piece = try await pieces(), !piece.isEmpty else { throw Failure(.failed, "APPEND: \(left) bytes are missing") }
            guard Int64(piece.count) <= left else { throw Failure(.failed, "APPEND: more bytes than announced") }
            left -= Int64(piece.count)
            let isLast = left == 0
            let sent = loop.flatSubmit { [loop] in
                conversation.stream(piece, of: exchange, isLast: isLast) ?? loop.makeFailedFuture(ChannelError.ioOnClosedChannel)
            }
            do { try await sent.get() } catch {
                // The reason comes as the exchange's own end; without one, this is it.
                if isOpen { throw Failure(.unavailable, "APPEND: \(error)", message: "The connection to the mail server broke.") }
                return
            }
        }
    }
}

/// Gives its bytes once.
private final class Hand: Sendable {
    let next: @Sendable () -> [UInt8]?
    init(_ next: @escaping @Sendable () -> [UInt8]?) { self.next = next }
}
