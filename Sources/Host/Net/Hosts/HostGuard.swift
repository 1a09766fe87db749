import CCurlFace
public import Core

/// An address that was checked and may be connected to; only `HostGuard` makes one.
public struct VettedAddress: Hashable, Sendable {
    /// The address to connect to.
    public let ip: IPAddress
    /// The port to connect to.
    public let port: Int
    /// The name it was found by, for SNI and certificate checks; the address itself where a literal was given.
    public let host: String

    init(ip: IPAddress, port: Int, host: String) {
        self.ip = ip
        self.port = port
        self.host = host
    }
}

/// Turns a name into addresses; a test injects its own.
public struct NameResolver: Sendable {
    /// All addresses of a name, in the order they should be tried. Throws `notFound` for a name that does not exist.
    public let addresses: @Sendable (String) async throws(Failure) -> [IPAddress]

    /// A resolver of one's own.
    public init(addresses: @escaping @Sendable (String) async throws(Failure) -> [IPAddress]) { self.addresses = addresses }

    /// The system's resolver, on a thread of its own, within 10 seconds.
    public static let system = NameResolver { host throws(Failure) in
        let answer = try await WaitingThreads.net.run(within: 10, "looking up \(host)") { SystemResolver.look(host) }
        guard answer.code == 0 else { throw SystemResolver.failure(answer.code, host) }
        return answer.addresses
    }
}

/// getaddrinfo, in plain code where C calls back.
enum SystemResolver {
    final class Found { var addresses: [IPAddress] = [] }

    static func look(_ host: String) -> (code: Int32, addresses: [IPAddress]) {
        let found = Found()
        let code = mf_resolve(host, Unmanaged.passUnretained(found).toOpaque()) { context, bytes, count in
            let found = Unmanaged<Found>.fromOpaque(context!).takeUnretainedValue()
            if let address = IPAddress(bytes: Array(UnsafeBufferPointer(start: bytes, count: count))), !found.addresses.contains(address) {
                found.addresses.append(address)
            }
        }
        return (code, found.addresses)
    }

    static func failure(_ code: Int32, _ host: String) -> Failure {
        // EAI_AGAIN (-3): the name server did not answer; anything else: there is no such name.
        code == -3
            ? Failure(
                .unavailable, "looking up \(host): no answer from the name server",
                message: "The name server does not answer. Try again later.")
            : Failure(.notFound, "looking up \(host): no such name (\(code))", message: "There is no server with the name “\(host)”.")
    }
}

/// Decides which hosts may be connected to, and gives the very addresses that were checked, so that nothing can change in between.
public enum HostGuard {
    /// What a port is for.
    public enum Purpose: Sendable, Hashable { case imap, smtp, http }

    /// The addresses of a host that the policy allows; all of them are checked, and one bad address refuses the host (rebinding).
    /// Throws `denied` for what the policy does not allow, `notFound` for a name that does not exist, `invalid` for what is no host.
    public static func resolve(
        _ host: String, _ port: Int, policy: ConnectionPolicy, resolver: NameResolver = .system
    ) async throws(Failure) -> [VettedAddress] {
        guard (1...65535).contains(port) else { throw Failure(.invalid, "port \(port)", message: "The port must be between 1 and 65535.") }
        let name = try canonical(host)
        if let literal = IPAddress(name) {
            try vet(literal, name, policy)
            return [VettedAddress(ip: literal, port: port, host: literal.description)]
        }
        // Old number forms, which name look-ups understand and people do not.
        guard !mf_is_loose_ipv4(name) else { throw denied(name, "an address in an old form") }
        if !policy.allowPrivateHosts, isLocalName(name) { throw denied(name, "a local name") }
        let addresses = try await resolver.addresses(name)
        guard !addresses.isEmpty else { throw SystemResolver.failure(-2, name) }
        for address in addresses { try vet(address, name, policy) }
        return addresses.map { VettedAddress(ip: $0, port: port, host: name) }
    }

    /// Throws `denied` when the policy does not allow this port for this purpose: IMAP 143 and 993, SMTP 465 and 587 (25 is for servers
    /// among themselves), HTTP any.
    public static func checkPort(_ port: Int, for purpose: Purpose, policy: ConnectionPolicy) throws(Failure) {
        guard (1...65535).contains(port) else { throw Failure(.invalid, "port \(port)", message: "The port must be between 1 and 65535.") }
        let usual: [Int]? =
            switch purpose {
            case .imap: [143, 993]
            case .smtp: [465, 587]
            case .http: nil
            }
        guard let usual, !policy.allowNonstandardPorts, !usual.contains(port) else { return }
        throw Failure(
            .denied, "port \(port) for \(purpose)",
            message: "This server only connects to the ports \(usual[0]) and \(usual[1]). An administrator can allow others.")
    }

    /// Throws `denied` when the policy does not allow the way the connection is protected.
    public static func checkTLS(_ server: ServerAddress, policy: ConnectionPolicy) throws(Failure) {
        if server.tls == .none, !policy.allowInsecureTLS {
            throw Failure(
                .denied, "plain connection", message: "Connections without TLS are not allowed here. An administrator can allow them.")
        }
        if server.skipVerify, !policy.allowInsecureTLS {
            throw Failure(
                .denied, "unverified certificate", message: "Certificates must be checked here. An administrator can allow exceptions.")
        }
    }

    /// Lower case, without the final dot; brackets around an IPv6 address go. Throws `invalid` for what no host name can be.
    static func canonical(_ host: String) throws(Failure) -> String {
        var name = host.lowercased()
        if name.hasSuffix("."), name.count > 1 { name.removeLast() }
        if let literal = IPAddress(name) { return literal.description }
        let fits = name.utf8.allSatisfy { $0 >= 97 && $0 <= 122 || $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 46 || $0 == 95 }
        guard fits, !name.isEmpty, name.utf8.count <= 253,
            name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 })
        else { throw Failure(.invalid, "not a host name", message: "“\(host.filter { !$0.isNewline }.prefix(80))” is not a host name.") }
        return name
    }

    private static func isLocalName(_ name: String) -> Bool {
        let ends = ["localhost", "local", "internal", "lan", "home.arpa", "localdomain", "intranet", "corp", "home"]
        return ends.contains { name == $0 || name.hasSuffix("." + $0) }
    }

    private static func vet(_ address: IPAddress, _ name: String, _ policy: ConnectionPolicy) throws(Failure) {
        switch address.scope {
        case .global: return
        case .local where policy.allowPrivateHosts: return
        case .local: throw denied(name, "the private address \(address)")
        case .never: throw denied(name, "the reserved address \(address)")
        }
    }

    private static func denied(_ name: String, _ why: String) -> Failure {
        Failure(
            .denied, "\(name) is \(why)",
            message: "“\(name)” leads into a private network, which is not allowed here. An administrator can allow it.")
    }
}
