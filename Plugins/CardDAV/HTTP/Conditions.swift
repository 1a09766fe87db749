/// What a request demands of the state of what it names (RFC 7232).
struct Conditions: Equatable {
    private(set) var match: EntityTags?
    private(set) var noneMatch: EntityTags?
    private(set) var unmodifiedSince: Int64?
    private(set) var modifiedSince: Int64?

    /// Reads the four headers; a broken list of tags is 400, a broken date is no condition, as the RFC says.
    init(_ call: Call) throws(Refusal) {
        func tags(_ header: String) throws(Refusal) -> EntityTags? {
            guard let value = call[header] else { return nil }
            guard let tags = EntityTags(value) else { throw Refusal(400, "\(header) is not a list of entity tags.") }
            return tags
        }
        match = try tags("if-match")
        noneMatch = try tags("if-none-match")
        if match == nil { unmodifiedSince = call["if-unmodified-since"].flatMap(HTTPDate.seconds) }
        if noneMatch == nil { modifiedSince = call["if-modified-since"].flatMap(HTTPDate.seconds) }
    }

    private static let failed = Refusal(412, "This is not the version you think it is.")

    /// Fails with 412 when a collection that is there may not be changed. It has no tag and no date of a change, so a demand for a tag
    /// cannot hold, only `*` is about it, and dates are passed over, as the RFC says.
    func checkCollection() throws(Refusal) {
        if case .list? = match { throw Conditions.failed }
        if noneMatch == .any { throw Conditions.failed }
    }

    /// Fails with 412 when a change may not be made, or, for a `reading`, with 304 when there is nothing new. `tag` nil: nothing is stored.
    func check(tag: String?, changed: Int64?, reading: Bool) throws(Refusal) {
        if let match, !match.contains(tag, strongly: true) { throw Conditions.failed }
        if let unmodifiedSince, let changed, changed > unmodifiedSince { throw Conditions.failed }
        if let noneMatch, noneMatch.contains(tag, strongly: false) {
            throw reading ? Conditions.notModified(tag) : Conditions.failed
        }
        if reading, let modifiedSince, let changed, changed <= modifiedSince { throw Conditions.notModified(tag) }
    }

    private static func notModified(_ tag: String?) -> Refusal {
        Refusal(304, "", headers: tag.map { ["etag": EntityTag.quoted($0)] } ?? [:])
    }
}
