extension Method {
    /// Every method of this room.
    static let all: [Method] = [
        coreEcho,
        mailboxGet, mailboxChanges, mailboxQuery, mailboxQueryChanges, mailboxSet,
        threadGet, threadChanges,
        emailGet, emailChanges, emailQuery, emailQueryChanges, emailSet, emailImport, emailCopy, emailParse, emailReply,
        searchSnippetGet,
        identityGet, identityChanges, identitySet,
        submissionGet, submissionChanges, submissionQuery, submissionQueryChanges, submissionSet,
        mailAccountGet, mailAccountChanges, mailAccountSet, mailAccountDiscover, mailAccountTest,
        preferenceGet, preferenceChanges, preferenceSet,
        correspondentQuery,
        blobCopy,
        addressBookGet, addressBookChanges, addressBookSet,
        cardGet, cardChanges, cardQuery, cardQueryChanges, cardSet, cardCopy,
        cardMembers, cardImport, cardExport, cardDuplicates, cardMerge,
    ]
}
