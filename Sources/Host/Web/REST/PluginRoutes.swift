import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// What plugins show to everybody, and their own routes.
struct PluginRoutes: Sendable {
    let plugins: PluginPort
    let limits: WebConfiguration.Limits

    func add(to router: Router<WebContext>) {
        router.get("api/plugins") { _, context in
            _ = try context.person()
            return Response.json(["list": .array(try await plugins.enabled())])
        }
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete] {
            router.on("plugins/:id", method: method) { request, context in try await pass(request, context) }
            router.on("plugins/:id/**", method: method) { request, context in try await pass(request, context) }
        }
    }

    private func pass(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let path = request.uri.path.dropFirst("/plugins/".count + id.count)
        let asked = PluginPort.RouteRequest(
            method: request.method.rawValue, path: path.isEmpty ? "/" : String(path), query: request.uri.query ?? "",
            headers: request.headers.filter { Self.shown.contains($0.name) }.map { ($0.name.rawName, $0.value) },
            body: try await request.bytes(limit: limits.json, seconds: limits.bodySeconds))
        let answer = try await plugins.route(id, context.visitor.person, asked)
        guard (200..<600).contains(answer.status) else { throw Failure(.failed, "plugin \(id) answered status \(answer.status)") }
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name), Self.taken.contains(name),
                !value.utf8.contains(where: { $0 < 32 && $0 != 9 || $0 == 127 })
            else { continue }
            headers[name] = value
        }
        headers[.contentSecurityPolicy] =
            "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; sandbox allow-forms allow-popups"
        return Response(status: .init(code: answer.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// What a plugin may see of a request: never the cookie, never a password.
    private static let shown: Set<HTTPField.Name> = [.accept, .acceptLanguage, .contentType, .ifMatch, .ifNoneMatch, .userAgent]
    /// What a plugin may say about its answer: never a cookie, never our policies.
    private static let taken: Set<HTTPField.Name> = [.contentType, .cacheControl, .eTag, .location, .retryAfter, .contentDisposition]
}
