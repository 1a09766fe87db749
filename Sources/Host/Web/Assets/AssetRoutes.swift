import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// The web app's files, and its page for every address that is not somebody else's.
struct AssetRoutes: Sendable {
    let folder: AssetFolder?
    private let files = FileIO()

    init(folder: AssetFolder?) { self.folder = folder }

    func add(to router: Router<WebContext>) {
        router.get("/") { request, context in try await answer(request, context) }
        // A page of the app whose address is also the beginning of a route: the wildcard does not see it.
        router.get("sign-in") { request, context in try await answer(request, context) }
        router.get("**") { request, context in try await answer(request, context) }
    }

    private func answer(_ request: Request, _ context: WebContext) async throws -> Response {
        let path = request.uri.path
        for taken in ["/api", "/jmap", "/mail", "/plugins", "/.well-known", "/ws", "/health"]
        where path == taken || path.hasPrefix(taken + "/") {
            if !(taken == "/mail" && request.headers[.accept]?.contains("text/html") == true) { throw Problem.notFound }
        }
        guard let folder else {
            throw Problem(.notFound, "The web app is not built. Build it with \"make web\", or name its folder with --web.")
        }
        guard let asset = folder.asset(at: path.removingURLPercentEncoding()) else { throw Problem.notFound }
        var headers: HTTPFields = [
            .contentType: asset.type, .eTag: "\"\(asset.tag)\"", .vary: "Accept-Encoding",
            .cacheControl: asset.immutable ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        if asset.type == "image/svg+xml" { headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox" }
        if asset.type.hasPrefix("text/javascript") {  // a worker's own policy
            headers[.contentSecurityPolicy] = SecurityHeaders.appPolicy
            headers[.frameOptions] = "DENY"
        }
        if let known = request.headers[.ifNoneMatch],
            known.split(separator: ",").contains(where: { $0.trimming().replacing("W/", with: "") == "\"\(asset.tag)\"" })
        {
            return Response(status: .notModified, headers: headers)
        }
        let taken = Self.codings(request.headers[.acceptEncoding])
        let twin = asset.twins.first { taken.contains($0.coding) }
        if let twin { headers[.contentEncoding] = twin.coding }
        if request.method == .head {
            headers[.contentLength] = String(twin?.size ?? asset.size)
            return Response(status: .ok, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: try await files.loadFile(path: twin?.path ?? asset.path, context: context))
    }

    /// The codings a client takes, those with `q=0` left out.
    static func codings(_ header: String?) -> Set<String> {
        Set(
            (header ?? "").split(separator: ",").compactMap { item in
                let parts = item.split(separator: ";").map { $0.trimming().lowercased() }
                guard let coding = parts.first else { return nil }
                let refused = parts.dropFirst().contains { $0.hasPrefix("q=") && (Double($0.dropFirst(2)) ?? 0) == 0 }
                return refused ? nil : coding
            })
    }
}
