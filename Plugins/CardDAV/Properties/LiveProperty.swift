/// The properties that the server knows and answers for.
enum LiveProperty: String, CaseIterable, Sendable {
    case resourceType = "resourcetype"
    case displayName = "displayname"
    case etag = "getetag"
    case contentType = "getcontenttype"
    case contentLength = "getcontentlength"
    case lastModified = "getlastmodified"
    case created = "creationdate"
    case currentUserPrincipal = "current-user-principal"
    case principalURL = "principal-URL"
    case principalCollectionSet = "principal-collection-set"
    case supportedReportSet = "supported-report-set"
    case currentUserPrivilegeSet = "current-user-privilege-set"
    case owner
    case syncToken = "sync-token"
    case addressbookHomeSet = "addressbook-home-set"
    case addressbookDescription = "addressbook-description"
    case supportedAddressData = "supported-address-data"
    case supportedCollationSet = "supported-collation-set"
    case maxResourceSize = "max-resource-size"
    case ctag = "getctag"

    /// The full name.
    var name: Name {
        switch self {
        case .addressbookHomeSet, .addressbookDescription, .supportedAddressData, .supportedCollationSet, .maxResourceSize: .card(rawValue)
        case .ctag: Name(Space.calendarServer, rawValue)
        default: .dav(rawValue)
        }
    }

    /// Finds a property by its name.
    static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    /// Whether `allprop` tells it: those of RFC 4918 only, as the later RFCs ask.
    var isInAllprop: Bool {
        switch self {
        case .resourceType, .displayName, .etag, .contentType, .contentLength, .lastModified, .created: true
        default: false
        }
    }

    /// Whether a client may set it on this.
    func isWritable(on subject: Subject) -> Bool {
        guard case .book = subject else { return false }
        return self == .displayName || self == .addressbookDescription
    }

    /// Whether its value depends on the members of a book, which have to be looked at then.
    var needsState: Bool { self == .syncToken || self == .ctag }
}
