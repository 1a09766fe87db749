/// How much a user may keep in contacts.
public enum ContactLimits {
    /// Octets of one card.
    public static let cardSize = 1_048_576
    /// Cards of one user.
    public static let cards = 20_000
    /// Address books of one user.
    public static let books = 100
    /// Characters of the name of a book, and of a member's resource name.
    public static let nameLength = 255
    /// Days for which a removed member is remembered.
    public static let removalDays = 90
}
