import Core

extension IMAPConnection {
    /// ID (RFC 2971). The server's answer is in `serverIdentification`; a refusal is nothing to fail for.
    func identify(_ fields: [(String, String)]) async throws(Failure) {
        var writer = CommandWriter("ID", dialect)
        writer.word("(")
        for (index, field) in fields.enumerated() {
            try writer.string(field.0)
            try writer.string(field.1)
            if index == fields.count - 1 { writer.raw(")") }
        }
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
