import Store

/// A folder as the store wants to hear of it; the IMAP client's type of the same name is what the server said.
typealias ListedFolder = ListedMailbox
