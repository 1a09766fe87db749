/// An answer to a request.
public struct Response: Sendable {
    /// 200 to 599.
    public var status: Int
    /// Headers by name.
    public var headers: [String: String]
    /// The body at once.
    public var body: [UInt8]
    /// More of the body, as it comes.
    public var rest: Pieces?

    /// An answer with a whole body, or with more of it to come.
    public init(
        status: Int = 200, headers: [String: String] = [:], body: [UInt8] = [], rest: Pieces? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.rest = rest
    }

    /// A text.
    public static func text(_ text: String, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    /// A JSON document.
    public static func json(_ json: JSON, status: Int = 200) -> Response {
        Response(status: status, headers: ["content-type": "application/json"], body: json.bytes)
    }
}
