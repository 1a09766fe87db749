import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which numeric addresses are not on the public Internet (RFC 6890).
enum PrivateAddress {
    /// Whether an address is loopback, private, link-local, shared, multicast, reserved, or one of these inside an IPv6 address.
    static func contains(_ address: SocketAddress) -> Bool {
        guard let text = address.ipAddress?.split(separator: "%").first.map(String.init) else { return true }
        var raw = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &raw) == 1 { return isPrivate4(Array(raw.prefix(4))) }
        return inet_pton(AF_INET6, text, &raw) == 1 ? isPrivate6(raw) : true
    }

    private static func isPrivate4(_ a: [UInt8]) -> Bool {
        switch (a[0], a[1], a[2]) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): true
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): true
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): true
        default: false
        }
    }

    private static func isPrivate6(_ a: [UInt8]) -> Bool {
        if a[0..<10].allSatisfy({ $0 == 0 }), a[10] == 0xff, a[11] == 0xff { return isPrivate4(Array(a[12...])) }
        if a[0..<12].allSatisfy({ $0 == 0 }) { return true }
        if a[0] == 0, a[1] == 0x64, a[2] == 0xff, a[3] == 0x9b { return a[4..<12].contains { $0 != 0 } || isPrivate4(Array(a[12...])) }
        if a[0] == 0x20, a[1] == 0x02 { return isPrivate4(Array(a[2..<6])) }
        return a[0] & 0xe0 != 0x20 || (a[0] == 0x20 && a[1] == 0x01 && (a[2] & 0xfe == 0 || (a[2] == 0x0d && a[3] == 0xb8)))
    }
}
