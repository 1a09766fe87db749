/// A display name and an addr-spec (RFC 5322 3.4), decoded: what people see, as Unicode.
public struct Address: Hashable, Sendable, Codable {
    /// The display name, empty when there is none.
    public var name: String
    /// `local@domain`, as it came.
    public var email: String

    /// An address with or without a name.
    public init(name: String = "", email: String) {
        self.name = name
        self.email = email
    }

    /// `{"name": …, "email": …}`, the EmailAddress of RFC 8621 4.1.2.3.
    public var json: JSON { ["name": name.isEmpty ? .null : .string(name), "email": .string(email)] }
}
