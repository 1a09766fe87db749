import Core

extension IMAPConnection {
    /// ID (RFC 2971). The server's answer is in `serverIdentification`; a refusal is nothing to fail for.
    func identify(_ fields: [(String, String)]) async throws(Failure) {
        var writer = CommandWriter("ID", dialect)
        writer.word("(")
        try writer.strings(fields.flatMap { [$0.0, $0.1] })
        writer.raw(")")
        let (answer, _) = try await exchange(
            writer.command(), [String: String](),
            take: { answer, data in
                guard case .identification(let fields) = data else { return false }
                answer = fields
                return true
            })
        shared.set(identification: answer)
    }
}
