import Core

/// Something that happened, as plugins hear of it: after the fact, with ids, never with content.
public enum HouseEvent: String, Sendable, CaseIterable {
    /// A message came that was not there when its folder was last looked at.
    case mailReceived = "mail.received"
    /// Keywords of a message changed.
    case mailFlagged = "mail.flagged"
    /// A message lies in other mailboxes than before.
    case mailMoved = "mail.moved"
    /// A message is gone.
    case mailRemoved = "mail.removed"
    /// A server has taken a message that was written here.
    case mailSent = "mail.sent"
    /// A mailbox was made, renamed, given a role, or is gone.
    case folderChanged = "folder.changed"
    /// A mail account was added.
    case accountAdded = "account.added"
    /// A mail account was removed, with all that belongs to it.
    case accountRemoved = "account.removed"
    /// A contact was made, changed or destroyed.
    case contactChanged = "contact.changed"
    /// Settings of the plugin that hears this were saved.
    case settingsChanged = "settings.changed"
    /// Somebody signed in with a browser.
    case userSignedIn = "user.signedin"
    /// A password of somebody was changed or revoked: what was right before may be wrong now.
    case userSecured = "user.secured"
    /// Somebody was removed, with all that belongs to them.
    case userRemoved = "user.removed"
}

/// An event on its way into the table.
struct PendingEvent {
    var event: HouseEvent
    /// Whose journal it belongs to; nil while only the account is known.
    var user: UserID?
    var account: AccountID?
    /// The plugin that alone may hear it; empty for everybody.
    var plugin = ""
    var facts: [String: JSON]
}
