import MailFlowPlugin

/// A request that is not carried out, as the client is told.
struct Refusal: Error, Equatable {
    /// 400 and above, or 304.
    let status: Int
    /// A sentence a person may read.
    let sentence: String
    /// The precondition that does not hold (RFC 4918, 16).
    var precondition: Name?
    /// An href inside of the precondition, where it has one.
    var href: String?
    /// More headers.
    var headers: [String: String] = [:]

    init(_ status: Int, _ sentence: String, _ precondition: Name? = nil, href: String? = nil, headers: [String: String] = [:]) {
        self.status = status
        self.sentence = sentence
        self.precondition = precondition
        self.href = href
        self.headers = headers
    }

    /// What a failure of the host means to the client.
    init(_ failure: Failure) {
        switch failure.kind {
        case .denied, .notFound: self.init(404, "There is nothing here.")
        case .tooLarge: self.init(507, "There is no room for this.", .dav("quota-not-exceeded"))
        case .unavailable, .timeout, .cancelled:
            self.init(503, "The address books cannot be reached right now.", headers: ["retry-after": "10"])
        case .conflict: self.init(409, "This was changed at the same time.")
        case .failed, .invalid, .unsupported: self.init(500, "The server made a mistake.")
        }
    }

    /// Nothing is here, or it is not yours: one answer for both.
    static let nothing = Refusal(404, "There is nothing here.")

    /// The answer.
    var reply: Reply {
        if status == 304 { return Reply(304, headers: headers) }
        var writer = XMLWriter()
        writer.begin(document: .dav("error"))
        if let precondition {
            if let href { writer.element(precondition) { $0.href(href) } } else { writer.empty(precondition) }
        }
        writer.element(Name("urn:mailflow:dav", "sentence"), sentence)
        writer.end(.dav("error"))
        return Reply(status, headers: headers.merging(["content-type": Reply.xml]) { own, _ in own }, body: .bytes(writer.bytes))
    }
}
