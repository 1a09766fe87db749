import Core

/// What a client says on a JMAP WebSocket (RFC 8887 4.3), read without acting on it.
enum SocketMessage: Equatable, Sendable {
    /// A JMAP request: the id to answer to, and the request as the HTTP API would get it.
    case request(id: String?, [UInt8])
    /// Push these types (nil: all), and say at once what changed since a moment, if one is named.
    case pushEnable(types: Set<String>?, since: String?)
    /// Push nothing any more.
    case pushDisable
    /// Something that cannot be answered otherwise: a RequestError.
    case wrong(id: String?, type: String, detail: String)

    /// Reads one text message.
    init(_ text: [UInt8]) {
        guard let json = try? JSON(parsing: text), case .object(var members) = json else {
            self = .wrong(id: nil, type: "notJSON", detail: "A message must be a JSON object.")
            return
        }
        let id = members["id"]?.string
        switch members["@type"]?.string {
        case "Request":
            members["@type"] = nil
            members["id"] = nil
            self = .request(id: id, JSON.object(members).bytes)
        case "WebSocketPushEnable":
            switch members["dataTypes"] {
            case nil, .null: self = .pushEnable(types: nil, since: members["pushState"]?.string)
            case .array(let types) where types.allSatisfy({ $0.string != nil }) && types.count <= 100:
                self = .pushEnable(types: Set(types.compactMap(\.string)), since: members["pushState"]?.string)
            default: self = .wrong(id: id, type: "notRequest", detail: "dataTypes is a list of type names or null.")
            }
        case "WebSocketPushDisable": self = .pushDisable
        default: self = .wrong(id: id, type: "notRequest", detail: "@type is none this server knows.")
        }
    }

    /// The text that answers a request: a Response, or a RequestError made of the problem document.
    static func answer(_ answer: JMAPPort.Answer, to id: String?) -> [UInt8] {
        let type = answer.status == 200 ? "Response" : "RequestError"
        var out = Array(#"{"@type":"\#(type)""#.utf8)
        if let id { out += Array(#","requestId":"#.utf8) + JSON.string(id).bytes }
        // The answer is an object: its members follow ours.
        let members = answer.bytes.drop { $0 != UInt8(ascii: "{") }.dropFirst()
        if members.first(where: { $0 > 32 }) != UInt8(ascii: "}") { out.append(UInt8(ascii: ",")) }
        return out + members
    }

    /// The text of a RequestError of our own.
    static func error(_ type: String, _ detail: String, to id: String?, status: Int = 400, limit: String? = nil) -> [UInt8] {
        var json: JSON = [
            "@type": "RequestError", "requestId": id.map { .string($0) } ?? .null, "type": .string("urn:ietf:params:jmap:error:\(type)"),
            "status": .int(Int64(status)), "detail": .string(detail),
        ]
        if let limit { json["limit"] = .string(limit) }
        return json.bytes
    }
}
