import Core

extension IMAPConnection {
    /// COMPRESS DEFLATE (RFC 4978). After OK every byte either way is compressed; a refusal changes nothing.
    func compress() async throws(Failure) {
        let conversation = conversation
        guard let inflater = Deflate(.decompress), let deflater = Deflate(.compress) else { return }
        let pair = Pair(inflater: inflater, deflater: deflater)
        _ = try await exchange(
            CommandWriter("COMPRESS DEFLATE").command(.alone), (),
            settle: { _, status, _ in
                guard status.condition == .ok else { return }
                conversation.inflater = pair.inflater
                conversation.deflater = pair.deflater
                conversation.stopsReading = true
            })
    }
}

/// Two streams on their way to the event loop.
private struct Pair: @unchecked Sendable {
    let inflater: Deflate
    let deflater: Deflate
}
