import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// JMAP over HTTP (RFC 8620): session, calls, upload, download, event source.
struct JMAPRoutes: Sendable {
    let jmap: JMAPPort
    let limits: WebConfiguration.Limits
    let streams: StreamCount

    func add(to router: Router<WebContext>) {
        router.get(".well-known/jmap") { _, _ in Response(status: .temporaryRedirect, headers: [.location: "/jmap/session"]) }
        router.get("jmap/session") { _, context in Response.json(try await session(context)) }
        router.post("jmap/api") { request, context in try await call(request, context) }
        router.post("jmap/upload/:account") { request, context in try await upload(request, context) }
        router.get("jmap/download/:account/:blob/:name") { request, context in try await download(request, context) }
        router.get("jmap/eventsource") { request, context in try await events(request, context) }
    }

    private func session(_ context: WebContext) async throws -> JSON {
        var session = try await jmap.session(try context.person())
        let base = context.origin?.own ?? ""
        session["apiUrl"] = .string(base + "/jmap/api")
        session["uploadUrl"] = .string(base + "/jmap/upload/{accountId}/")
        session["downloadUrl"] = .string(base + "/jmap/download/{accountId}/{blobId}/{name}?type={type}")
        session["eventSourceUrl"] = .string(base + "/jmap/eventsource/?types={types}&closeafter={closeafter}&ping={ping}")
        if var capabilities = session["capabilities"], capabilities.object != nil {
            capabilities["urn:ietf:params:jmap:websocket"] = [
                "url": .string((base.hasPrefix("https:") ? "wss" : "ws") + base.drop { $0 != ":" } + "/ws"), "supportsPush": true,
            ]
            session["capabilities"] = capabilities
        }
        return session
    }

    private func call(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.person()
        let type = request.headers[.contentType]?.split(separator: ";").first?.trimming().lowercased()
        guard type == "application/json" else { return .jmapError("notJSON", "The request must be application/json.") }
        let bytes: [UInt8]
        do {
            bytes = try await request.bytes(limit: limits.jmap, seconds: limits.bodySeconds)
        } catch let problem as Problem where problem.status == 413 {
            return .jmapError("limit", "The request is larger than maxSizeRequest.", limit: "maxSizeRequest")
        }
        let answer = try await jmap.call(person, bytes)
        return Response.json(
            bytes: answer.bytes, status: .init(code: answer.status),
            type: answer.status == 200 ? "application/json" : "application/problem+json")
    }

    private func upload(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.person()
        let type = MediaTypes.safe(request.headers[.contentType]) ?? "application/octet-stream"
        let account = context.parameters.get("account") ?? ""
        do {
            let kept = try await deadline(seconds: limits.uploadSeconds) { [limits] in
                try await jmap.upload(person, account, type) { take in try await request.pour(limit: limits.upload, into: take) }
            }
            return Response.json(kept, status: .created)
        } catch let problem as Problem where problem.status == 413 {
            return .jmapError("limit", "The file is larger than maxSizeUpload.", limit: "maxSizeUpload", status: 413)
        }
    }

    private func download(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.person()
        let blob = try await jmap.download(person, context.parameters.get("account") ?? "", context.parameters.get("blob") ?? "")
        let name = context.parameters.get("name")?.removingURLPercentEncoding() ?? blob.name ?? "download"
        return .blob(blob.bytes, type: request.query("type") ?? blob.type, name: name, range: request.headers[.range])
    }
}

extension Response {
    /// A request-level error of RFC 8620 3.6.1.
    static func jmapError(_ type: String, _ detail: String, limit: String? = nil, status: Int = 400) -> Response {
        var document: JSON = [
            "type": .string("urn:ietf:params:jmap:error:\(type)"), "status": .int(Int64(status)), "detail": .string(detail),
        ]
        if let limit { document["limit"] = .string(limit) }
        return Response.json(bytes: document.bytes, status: .init(code: status), type: "application/problem+json")
    }

    /// Bytes of a message or upload, always to be saved, never shown as a page of ours.
    static func blob(_ bytes: [UInt8], type: String, name: String, range: String?) -> Response {
        var headers: HTTPFields = [
            .contentType: MediaTypes.harmless(type), .contentDisposition: ContentDisposition.attachment(name), .acceptRanges: "bytes",
            .cacheControl: "private, max-age=31536000, immutable", .contentSecurityPolicy: SecurityHeaders.dataPolicy,
        ]
        switch ByteRange.read(range, size: bytes.count) {
        case .whole:
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        case .part(let part):
            headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(bytes.count)"
            return Response(status: .partialContent, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes[part])))
        case .impossible:
            return Response(status: .rangeNotSatisfiable, headers: [.contentRange: "bytes */\(bytes.count)"])
        }
    }
}
