import Contact
import Core
import Store

/// Changes cards by their JSContact objects.
struct CardEditing {
    let transaction: Transaction
    let user: UserID

    /// The content of a new card.
    func content(of object: JSON, uid: String) throws -> CardContent {
        throw SetError.properties(Array(object.object?.keys ?? [:].keys), "Make contacts from a vCard.")
    }

    /// The content of a card with a patch applied.
    func content(of card: Card, patched patch: [String: JSON]) throws -> CardContent {
        throw SetError.properties(Array(patch.keys), "Change contacts by their vCard.")
    }
}
