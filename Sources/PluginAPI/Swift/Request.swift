/// A request to one of the plugin's routes.
public struct Request: Sendable {
    /// The method.
    public let method: String
    /// What follows `/plugins/ID`, or the mounted prefix.
    public let path: String
    /// What follows `?`.
    public let query: String
    /// Headers by lower-case name. `authorization` is there on a mounted prefix alone, and only with the grant `users`.
    public let headers: [String: String]
    /// The id of who is signed in; nil for nobody, and always on a mounted prefix.
    public let user: String?
    /// The granted prefix it came in by, such as `/dav`; nil below `/plugins/ID`.
    public let mount: String?
    /// The address of whoever asks, for `Host.verify` and for logs.
    public let remote: String
    /// `https` or `http`, as the browser or client sees it.
    public let scheme: String
    /// The server's name and port, as the browser or client sees them.
    public let host: String
    /// What was sent; empty when it comes in `pieces` alone.
    public let body: [UInt8]
    /// What is sent, piece by piece: also what is in `body`, as one. For a plugin whose manifest names `route.body/1` a body above 256 KiB,
    /// or of unknown length, is here and not in `body`. Read it once.
    public let pieces: RequestPieces

    /// A request, as a test makes it.
    public init(
        method: String = "GET", path: String, query: String = "", headers: [String: String] = [:], user: String? = nil,
        mount: String? = nil, remote: String = "", scheme: String = "https", host: String = "", body: [UInt8] = [],
        pieces: RequestPieces? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.user = user
        self.mount = mount
        self.remote = remote
        self.scheme = scheme
        self.host = host
        self.body = body
        self.pieces = pieces ?? RequestPieces(body)
    }

    /// A request as it came; `pull` asks for the next piece of a body by its id.
    init(head: JSON, body: [UInt8], pull: @escaping @Sendable (String) async throws(Failure) -> [UInt8]) {
        let pieces = head["body"]?["id"]?.string.map { id in
            RequestPieces(size: head["body"]?["size"]?.int) { () async throws(Failure) in try await pull(id) }
        }
        self.init(
            method: head["method"]?.string ?? "GET", path: head["path"]?.string ?? "/", query: head["query"]?.string ?? "",
            headers: (head["headers"]?.object ?? [:]).compactMapValues(\.string), user: head["user"]?.string,
            mount: head["mount"]?.string.flatMap { $0.isEmpty ? nil : $0 }, remote: head["remote"]?.string ?? "",
            scheme: head["scheme"]?.string ?? "https",
            host: head["host"]?.string ?? "", body: body, pieces: pieces)
    }

    /// The body as JSON; fails with `invalid`.
    public func json() throws(Failure) -> JSON { try JSON(parsing: body) }

    /// The name and password of Basic authentication (RFC 7617); nil when there are none that can be read.
    public var basic: (name: String, password: String)? {
        guard let header = headers["authorization"], header.utf8.count <= 4096 else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.bytes(parts[1]),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}

/// Base64 (RFC 4648 4).
enum Base64 {
    /// The bytes of a text; nil when it is not base64.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let letters = text.utf8.filter { $0 != 32 && $0 != 61 }
        guard letters.count % 4 != 1 else { return nil }
        var out: [UInt8] = []
        var held: UInt32 = 0
        var bits = 0
        for letter in letters {
            let value: UInt8
            switch letter {
            case 65...90: value = letter - 65
            case 97...122: value = letter - 71
            case 48...57: value = letter + 4
            case 43: value = 62
            case 47: value = 63
            default: return nil
            }
            held = (held << 6 | UInt32(value)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
            }
        }
        return out
    }
}
