public import Core
import Net

/// Turns a host name into the addresses one may connect to. The connection goes to these addresses and to nothing else.
public struct HostResolver: Sendable {
    /// Numeric addresses, best first. Throws `notFound` when the name does not exist, `denied` when the policy forbids the host.
    public let addresses: @Sendable (_ host: String, _ port: Int) async throws(Failure) -> [String]

    /// A resolver of one's own.
    public init(addresses: @escaping @Sendable (_ host: String, _ port: Int) async throws(Failure) -> [String]) {
        self.addresses = addresses
    }

    /// What the guard of the house's way out lets through.
    public static func guarded(_ policy: ConnectionPolicy) -> HostResolver {
        HostResolver { host, port throws(Failure) in
            try await HostGuard.resolve(host, port, policy: policy).map(\.ip.description)
        }
    }
}
