public import Core

/// A collection of cards (RFC 9610 2).
public struct AddressBook: Sendable, Hashable {
    /// Its row; 0 until it is in the store.
    public var id: AddressBookID
    /// Whose it is.
    public var user: UserID
    /// What it is called.
    public var name: String
    /// What it is for; empty: nothing is said.
    public var description: String
    /// Its place among the others, lower first.
    public var sortOrder: Int64
    /// Whether new cards go here when nothing else is said. Of the books of a user one is.
    public var isDefault: Bool
    /// Whether it is shown.
    public var isSubscribed: Bool
    /// How often something happened to its members: their sync state.
    public var change: Int64
    /// Removals after this change are still known.
    public var keptFrom: Int64

    /// A book that is not in the store yet.
    public init(user: UserID, name: String) {
        id = AddressBookID(0)
        self.user = user
        self.name = name
        description = ""
        sortOrder = 0
        isDefault = false
        isSubscribed = true
        change = 0
        keptFrom = 0
    }
}
