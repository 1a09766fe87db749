import Core
import Store

/// The capabilities this server offers.
enum Capability {
    static let core = "urn:ietf:params:jmap:core"
    static let mail = "urn:ietf:params:jmap:mail"
    static let submission = "urn:ietf:params:jmap:submission"
    static let webSocket = "urn:ietf:params:jmap:websocket"
    static let accounts = "urn:mailflow:params:jmap:accounts"
    static let contacts = "urn:ietf:params:jmap:contacts"
    static let contactsVendor = "urn:mailflow:params:jmap:contacts"
    static let vendor = "urn:mailflow:params:jmap:mail"

    /// What may stand in `using`.
    static let known: Set<String> = [core, mail, submission, webSocket, accounts, vendor, contacts, contactsVendor]

    /// How long a message may be held back, in seconds.
    static let maxDelayedSend = 60 * 60 * 24 * 365

    static var mailJSON: JSON {
        [
            "maxMailboxesPerEmail": nil, "maxMailboxDepth": nil, "maxSizeMailboxName": .int(Int64(MailboxName.maxOctets)),
            "maxSizeAttachmentsPerEmail": 50_000_000, "emailQuerySortOptions": .array(EmailSort.Key.names.map { .string($0) }),
            "mayCreateTopLevelMailbox": true,
        ]
    }

    static var contactsJSON: JSON { ["maxAddressBooksPerCard": 1, "mayCreateAddressBook": true] }

    static var contactsVendorJSON: JSON {
        [
            "maxSizeCard": .int(Int64(ContactLimits.cardSize)), "maxCards": .int(Int64(ContactLimits.cards)),
            "maxAddressBooks": .int(Int64(ContactLimits.books)), "cardQuerySortOptions": .array(CardSort.names.map { .string($0) }),
        ]
    }

    static var submissionJSON: JSON {
        [
            "maxDelayedSend": .int(Int64(maxDelayedSend)),
            "submissionExtensions": ["FUTURERELEASE": [.string("\(maxDelayedSend)"), "9999-12-31T23:59:59Z"]],
        ]
    }
}
