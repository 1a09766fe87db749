public import Core
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Turns a host name into the addresses one may connect to. The connection goes to these addresses and to nothing else.
public struct HostResolver: Sendable {
    /// Numeric addresses, best first. Throws `notFound` when the name does not exist, `denied` when the policy forbids every address.
    public let addresses: @Sendable (_ host: String, _ port: Int) async throws(Failure) -> [String]

    /// A resolver of one's own.
    public init(addresses: @escaping @Sendable (_ host: String, _ port: Int) async throws(Failure) -> [String]) {
        self.addresses = addresses
    }

    /// The system's resolver, with private addresses taken out unless the policy allows them.
    public static func system(_ policy: ConnectionPolicy) -> HostResolver {
        HostResolver { host, port throws(Failure) in
            let found: [SocketAddress]
            do { found = try await NIOThreadPool.singleton.runIfActive { try lookUp(host, port) } } catch {
                throw Failure(.notFound, "IMAP: \(host): \(error)", message: "There is no server by that name.")
            }
            let allowed = policy.allowPrivateHosts ? found : found.filter { !PrivateAddress.contains($0) }
            guard !allowed.isEmpty else {
                throw Failure(
                    .denied, "IMAP: \(host) has only private addresses",
                    message: "This server does not allow mail servers on private addresses.")
            }
            return allowed.compactMap(\.ipAddress)
        }
    }

    private static func lookUp(_ host: String, _ port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else { throw Failure(.notFound, "getaddrinfo \(result)") }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var at = list
        while let entry = at?.pointee {
            if let raw = entry.ai_addr {
                if entry.ai_family == AF_INET {
                    found.append(raw.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { SocketAddress($0.pointee) })
                } else if entry.ai_family == AF_INET6 {
                    found.append(raw.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { SocketAddress($0.pointee) })
                }
            }
            at = entry.ai_next
        }
        guard !found.isEmpty else { throw Failure(.notFound, "no addresses") }
        return found
    }
}
