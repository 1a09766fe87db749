import Foundation

/// A range of IP addresses in CIDR notation, such as `10.0.0.0/8` or `::1`.
public struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let prefix: [UInt8]
    private let bits: Int

    /// Reads `address` or `address/bits`; nil when it is neither.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = IPAddress(String(parts[0]))?.bytes else { return nil }
        prefix = bytes
        if parts.count == 2 {
            guard parts[1].allSatisfy(\.isASCII), let number = Int(parts[1]), (0...bytes.count * 8).contains(number) else { return nil }
            bits = number
        } else {
            bits = bytes.count * 8
        }
    }

    /// Whether an address lies in the range.
    public func contains(_ address: IPAddress) -> Bool {
        let other = address.bytes
        guard other.count == prefix.count else { return false }
        for index in 0..<bits / 8 where other[index] != prefix[index] { return false }
        let rest = bits % 8
        guard rest > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - rest))
        return other[bits / 8] & mask == prefix[bits / 8] & mask
    }

    /// CIDR notation.
    public var description: String { "\(IPAddress(bytes: prefix).description)/\(bits)" }
}

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address is the IPv4 address.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four or sixteen bytes.
    public let bytes: [UInt8]

    init(bytes: [UInt8]) {
        let mapped = bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        self.bytes = mapped ? Array(bytes[12...]) : bytes
    }

    /// Reads dotted decimal or RFC 4291 text, without zone or port; nil when it is neither.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: &four) { Array($0) })
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: &six) { Array($0) })
        } else {
            return nil
        }
    }

    /// The name of the counter of this address: one for an IPv4 address, one for the /64 of an IPv6 address.
    var bucket: String { bytes.count == 16 ? IPAddress(bytes: bytes[..<8] + [UInt8](repeating: 0, count: 8)).description : description }

    /// The usual text.
    public var description: String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = bytes.withUnsafeBytes { inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, $0.baseAddress, &buffer, socklen_t(INET6_ADDRSTRLEN)) }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
