/// One request to the web.
public struct HTTPAsk: Sendable {
    /// One of `Catalogue.httpMethods`.
    public var method: String
    /// An https URL without userinfo.
    public var url: String
    /// Names and values, checked for line breaks.
    public var headers: [(String, String)]
    /// What is sent.
    public var body: [UInt8]
    /// Seconds for all of it.
    public var timeout: Double
    /// The most bytes of the answer's body.
    public var limit: Int
}

/// Where an answer from the web goes while it comes: the head once, then the body in pieces.
public struct HTTPSink: Sendable {
    /// Hears the status and the headers, names in lower case.
    public var head: @Sendable (_ status: Int, _ headers: [(String, String)]) -> Void
    /// Hears a piece of the body.
    public var piece: @Sendable ([UInt8]) -> Void

    /// A sink.
    public init(head: @escaping @Sendable (Int, [(String, String)]) -> Void, piece: @escaping @Sendable ([UInt8]) -> Void) {
        self.head = head
        self.piece = piece
    }

    /// An answer that is there as a whole.
    public func take(_ reply: HTTPReply) {
        head(reply.status, reply.headers)
        if !reply.body.isEmpty { piece(reply.body) }
    }
}

/// What came back, as a whole.
public struct HTTPReply: Sendable {
    /// The status code.
    public var status: Int
    /// Names in lower case, and values.
    public var headers: [(String, String)]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(String, String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
