import CGMimeFace
public import Core

/// A list of addresses in a header (RFC 5322 3.4), read and written by structure.
public enum AddressList {
    /// A named group, or the addresses between groups (`name` nil), the GroupedAddresses form of RFC 8621 4.1.2.4.
    public struct Group: Hashable, Sendable {
        /// The group's name; nil for addresses in no group.
        public var name: String?
        /// Its members.
        public var addresses: [Address]
    }

    /// More addresses than this are left out.
    public static let maxAddresses = 10_000

    /// The addresses of a header value, groups flattened.
    public static func parse(_ value: ArraySlice<UInt8>) -> [Address] { groups(value).flatMap(\.addresses) }

    /// The addresses of a text such as `Ann <ann@example.org>, bob@example.org`.
    public static func parse(_ text: String) -> [Address] { parse(ArraySlice(text.utf8)) }

    /// The addresses of a header value by group.
    public static func groups(_ value: ArraySlice<UInt8>) -> [Group] {
        let collected = Collected()
        HeaderText.trimmed(value.prefix(1 << 18)).withUnsafeBufferPointer { bytes in
            guard bytes.count > 0 else { return }
            mf_addresses(bytes.baseAddress, bytes.count, Unmanaged.passUnretained(collected).toOpaque()) { context, what, name, email in
                Unmanaged<Collected>.fromOpaque(context!).takeUnretainedValue().add(what, String(cString: name!), String(cString: email!))
            }
        }
        return collected.groups
    }

    private final class Collected {
        var groups: [Group] = []
        private var count = 0
        private var inGroup = false

        func add(_ what: Int32, _ name: String, _ email: String) -> Bool {
            switch Int(what) {
            case MF_GROUP_BEGIN:
                groups.append(Group(name: HeaderText.clean(name), addresses: []))
                inGroup = true
            case MF_GROUP_END:
                inGroup = false
            default:
                let address = Address(name: HeaderText.clean(name), email: HeaderText.clean(email).filter { $0 != " " })
                if address.email.isEmpty, address.name.isEmpty { return true }
                if !inGroup, groups.last?.name != nil || groups.isEmpty { groups.append(Group(name: nil, addresses: [])) }
                groups[groups.count - 1].addresses.append(address)
                count += 1
            }
            return count < AddressList.maxAddresses
        }
    }
}
