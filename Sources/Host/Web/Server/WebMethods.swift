import Core
import HTTPTypes
import Hummingbird

/// Answers methods that nothing here knows, such as those of WebDAV, before anybody asks for a session: no page of ours sends them, so
/// they are told what can be done instead, and programs for address books are sent to where these are.
struct WebMethods: RouterMiddleware {
    let plugins: PluginPort

    private static let known: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    /// Where address books are said to be (RFC 6764, 5).
    private static let addressBooks = "/.well-known/carddav"

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        if WebMethods.known.contains(request.method) { return try await next(request, context) }
        // Who knows only the host may ask its root in the end (RFC 6764, 6).
        if request.method.rawValue == "PROPFIND", request.uri.path == "/", plugins.mount(WebMethods.addressBooks) != nil {
            return Response(status: .movedPermanently, headers: [.location: WebMethods.addressBooks, .cacheControl: "no-store"])
        }
        var response = Problem(.unsupported, "\(request.method.rawValue.prefix(32)) cannot be done here.", status: 405).response
        response.headers[.allow] = WebMethods.allowed(request.uri.path)
        return response
    }

    /// What can be done at a path: pages and files are read, the rest is asked in all ways.
    private static func allowed(_ path: String) -> String {
        let isAsked = ["/api/", "/jmap/", "/plugins/"].contains { path.hasPrefix($0) }
        return (isAsked ? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] : ["GET", "HEAD"]).joined(separator: ", ")
    }
}
