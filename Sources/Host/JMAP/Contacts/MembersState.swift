import Core
import Store

/// How far the members of a book were told: the book, the count of its changes, and, between the steps of a first telling, the count at its begin.
struct MembersState: Equatable {
    let book: AddressBookID
    let count: Int64
    let begun: Int64?

    init(book: AddressBookID, count: Int64, begun: Int64? = nil) {
        self.book = book
        self.count = count
        self.begun = begun
    }

    /// Reads what `text` wrote. The count of another book means nothing, and so does any other text: `cannotCalculateChanges`.
    init(_ text: String, of book: AddressBookID) throws(MethodError) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let counts = parts.dropFirst().compactMap { Int64($0) }
        guard parts.first.map(String.init) == book.description, (1...2).contains(counts.count), counts.count == parts.count - 1 else {
            throw MethodError.cannotCalculateChanges
        }
        self.init(book: book, count: counts[0], begun: counts.count == 2 ? counts[1] : nil)
    }

    /// `b1-20`, or `b1-20-500` in the middle of a first telling.
    var text: String { (["\(book)", "\(count)"] + (begun.map { ["\($0)"] } ?? [])).joined(separator: "-") }
}
