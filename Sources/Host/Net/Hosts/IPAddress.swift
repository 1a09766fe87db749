import Foundation

/// An IPv4 or IPv6 address and what it is for.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// 4 or 16 bytes in network order.
    public let bytes: [UInt8]

    /// Wraps 4 or 16 bytes; nil for another number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads the strict text forms (four decimal numbers; RFC 4291 2.2, brackets allowed, no zone); nil for anything else.
    public init?(_ text: String) {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, bare, &v4) == 1 {
            bytes = withUnsafeBytes(of: &v4) { Array($0) }
        } else if inet_pton(AF_INET6, bare, &v6) == 1 {
            bytes = withUnsafeBytes(of: &v6) { Array($0) }
        } else {
            return nil
        }
    }

    /// Whether this is IPv6.
    public var isIPv6: Bool { bytes.count == 16 }

    /// The usual text form.
    public var description: String {
        var out = [CChar](repeating: 0, count: 64)
        _ = bytes.withUnsafeBytes { inet_ntop(isIPv6 ? AF_INET6 : AF_INET, $0.baseAddress, &out, 64) }
        return String(decoding: out.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What an address is for (the IANA special-purpose registries, RFC 6890).
    public enum Scope: Sendable, Hashable {
        /// Anyone's, on the internet.
        case global
        /// Private, loopback, link-local, shared (CGNAT): a policy may allow it.
        case local
        /// Never a mail server: unspecified, multicast, broadcast, documentation, benchmarking, reserved, tunnels.
        case never
    }

    /// What the address is for, wrappings of IPv4 in IPv6 undone.
    public var scope: Scope { isIPv6 ? Self.scope6(bytes) : Self.scope4(bytes) }

    private static func scope4(_ b: [UInt8]) -> Scope {
        switch (b[0], b[1], b[2]) {
        case (10, _, _), (127, _, _), (192, 168, _), (169, 254, _): .local
        case (172, 16...31, _): .local
        case (100, 64...127, _): .local
        case (0, _, _), (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224...255, _, _): .never
        default: .global
        }
    }

    private static func scope6(_ b: [UInt8]) -> Scope {
        let embedded = Array(b[12...15])
        if b[0..<10].allSatisfy({ $0 == 0 }), b[10] == 0xFF, b[11] == 0xFF { return scope4(embedded) }
        if b[0..<15].allSatisfy({ $0 == 0 }) { return b[15] == 1 ? .local : .never }
        if b[0] == 0, b[1] == 0x64, b[2] == 0xFF, b[3] == 0x9B {
            // NAT64 (RFC 6052): what is behind it counts. The local prefix (RFC 8215) hides where it leads.
            return b[4..<12].allSatisfy { $0 == 0 } ? scope4(embedded) : .never
        }
        if b[0] & 0xFE == 0xFC { return .local }
        if b[0] == 0xFE, b[1] & 0xC0 == 0x80 { return .local }
        guard b[0] & 0xE0 == 0x20 else { return .never }
        // Teredo and other protocol assignments, documentation, 6to4.
        if b[0] == 0x20, b[1] == 0x01, b[2] < 2 || (b[2] == 0x0D && b[3] == 0xB8) { return .never }
        if b[0] == 0x20, b[1] == 0x02 { return .never }
        if b[0] == 0x3F, b[1] == 0xFF, b[2] < 0x10 { return .never }
        return .global
    }
}
