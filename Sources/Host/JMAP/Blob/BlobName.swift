import Core

/// What a blob id names: an upload `b7`, a whole message `e42`, a part of one `e42-2.1`, a picture of a card `c7-` and its digest.
enum BlobName: Hashable {
    case upload(BlobID)
    case message(EmailID)
    case part(EmailID, String)
    case photo(CardID, String)

    /// Reads a blob id; nil when it is none.
    init?(_ text: String) {
        guard text.utf8.count <= 200 else { return nil }
        if let id = BlobID(text) {
            self = .upload(id)
        } else if let id = EmailID(text) {
            self = .message(id)
        } else {
            let pieces = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            if pieces.count == 2, let card = CardID(pieces[0]), pieces[1].utf8.count == 32 {
                self = .photo(card, String(pieces[1]))
                return
            }
            guard pieces.count == 2, let id = EmailID(pieces[0]), !pieces[1].isEmpty,
                pieces[1].utf8.allSatisfy({ $0 == 46 || (48...57).contains($0) })
            else { return nil }
            self = .part(id, String(pieces[1]))
        }
    }
}
