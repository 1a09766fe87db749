/// An answer.
struct Reply: Sendable {
    /// The status.
    var status: Int
    /// Headers by lower-case name.
    var headers: [String: String]
    /// What is sent back.
    var body: Body

    /// The bytes at once, or as they are made.
    enum Body: Sendable {
        case bytes([UInt8])
        case stream(Stream)
    }

    /// Bytes that are made when they are asked for, so that a slow reader costs no memory.
    typealias Stream = AsyncThrowingStream<[UInt8], any Error>

    /// The media type of every document of this server.
    static let xml = "application/xml; charset=utf-8"

    init(_ status: Int, headers: [String: String] = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A sentence as text.
    static func text(_ status: Int, _ sentence: String, headers: [String: String] = [:]) -> Reply {
        Reply(
            status, headers: headers.merging(["content-type": "text/plain; charset=utf-8"]) { own, _ in own },
            body: .bytes(Array((sentence + "\n").utf8)))
    }
}
