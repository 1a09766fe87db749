public import Core

extension IMAPConnection {
    /// NAMESPACE (RFC 2342); empty where not offered.
    public func namespaces() async throws(Failure) -> Namespaces {
        guard capabilities.contains("NAMESPACE") || capabilities.isRev2 else { return Namespaces() }
        return try await run(
            CommandWriter("NAMESPACE").command(), Namespaces(),
            take: { found, data in
                guard case .namespaces(let namespaces) = data else { return false }
                found = namespaces
                return true
            }
        ).0
    }
}
