import Core

extension IMAPConnection {
    /// ENABLE (RFC 5161). What the server did not turn on is simply not in `enabled`; from UTF8=ACCEPT on, names are UTF-8.
    func enable(_ names: [String]) async throws(Failure) {
        let conversation = conversation
        _ = try await exchange(
            CommandWriter("ENABLE \(names.joined(separator: " "))").command(.alone), (),
            take: { _, data in
                if case .enabled(let names) = data, names.contains("UTF8=ACCEPT") { conversation.reader.namesAreUTF8 = true }
                return false
            })
    }
}
