public import Core

/// What one FETCH response said of one message. What was not said is nil.
public struct FetchedMessage: Sendable, Equatable {
    /// Its place in the mailbox when the server spoke; nil in a UIDFETCH response.
    public var sequence: SequenceNumber?
    /// Its number in the mailbox, for as long as UIDVALIDITY holds (RFC 9051 2.3.1.1).
    public var uid: UID?
    /// All its flags, not only those that changed.
    public var flags: [Flag]?
    /// When the server got it.
    public var internalDate: Timestamp?
    /// RFC822.SIZE.
    public var size: Int64?
    /// The number of its last change of flags (RFC 7162 3.1).
    public var modSeq: ModSeq?
    /// The header fields that the server has read (RFC 9051 7.5.2, ENVELOPE).
    public var envelope: Envelope?
    /// The tree of its MIME parts (RFC 9051 7.5.2, BODYSTRUCTURE).
    public var bodyStructure: BodyStructure?
    /// Gmail's id of the message over all labels.
    public var gmailMessageID: UInt64?
    /// Gmail's id of the conversation.
    public var gmailThreadID: UInt64?
    /// Gmail's labels, decoded.
    public var gmailLabels: [String]?
    /// EMAILID (RFC 8474).
    public var emailID: String?
    /// THREADID (RFC 8474).
    public var threadID: String?
    /// The sections that came, in order.
    public var bodies: [Body]

    /// One fetched section.
    public struct Body: Sendable, Equatable {
        /// What is inside the brackets, such as `HEADER`.
        public let specifier: String
        /// The first byte's place when a partial was asked for.
        public let origin: Int64?
        /// The bytes; nil when the server said NIL.
        public let bytes: [UInt8]?

        /// A section and its bytes.
        public init(specifier: String, origin: Int64? = nil, bytes: [UInt8]?) {
            self.specifier = specifier
            self.origin = origin
            self.bytes = bytes
        }
    }

    /// Nothing said yet of the message at a place.
    public init(sequence: SequenceNumber? = nil, uid: UID? = nil, flags: [Flag]? = nil) {
        self.sequence = sequence
        self.uid = uid
        self.flags = flags
        bodies = []
    }

    /// The bytes of a section, the server's spelling taken without case; nil when it did not come or was NIL.
    public func body(_ section: BodySection) -> [UInt8]? {
        if bodies.count == 1, bodies[0].specifier == section.specifier { return bodies[0].bytes }
        let wanted = section.specifier.uppercased()
        return bodies.first { $0.specifier.uppercased() == wanted && $0.origin == section.partial?.lowerBound }?.bytes
    }
}
