import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// What plugins show to everybody, their own routes and files.
struct PluginRoutes: Sendable {
    let plugins: PluginPort
    let limits: WebConfiguration.Limits
    private let files = FileIO()

    init(plugins: PluginPort, limits: WebConfiguration.Limits) {
        self.plugins = plugins
        self.limits = limits
    }

    func add(to router: Router<WebContext>) {
        router.get("api/plugins") { request, context in
            let list = try await plugins.enabled(request.language)
            return Response.json(["list": .array(context.visitor.person == nil ? list.compactMap(Self.beforeSession) : list)])
        }
        router.get("plugins/:id/web/**") { request, context in try await file(request, context) }
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete] {
            router.on("plugins/:id", method: method) { request, context in try await pass(request, context) }
            router.on("plugins/:id/**", method: method) { request, context in try await pass(request, context) }
        }
        PluginSettingsRoutes(plugins: plugins, limits: limits).add(to: router)
    }

    /// What somebody who has not signed in may know of a plugin: its buttons for signing in; nil when it has none.
    static func beforeSession(_ plugin: JSON) -> JSON? {
        let buttons = (plugin["ui"]?.array ?? []).filter { $0["slot"] == "login.button" }
        guard !buttons.isEmpty else { return nil }
        return ["id": plugin["id"] ?? .null, "name": plugin["name"] ?? .null, "ui": .array(buttons), "settings": .null]
    }

    private func pass(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        try PlainPath.check(request.uri.path)
        let path = request.uri.path.dropFirst("/plugins/".count + id.count)
        let large = plugins.readsBodies(id) ? try PulledBody.large(request, limits) : nil
        let asked = PluginPort.RouteRequest(
            method: request.method.rawValue, path: path.isEmpty ? "/" : String(path), query: request.uri.query ?? "",
            headers: request.headers.filter { Self.shown.contains($0.name) }.map { ($0.name.rawName, $0.value) },
            body: large == nil ? try await request.bytes(limit: limits.plugin, seconds: limits.bodySeconds) : [],
            upload: large?.upload,
            remote: context.origin?.client?.description ?? "", scheme: context.origin?.secure == true ? "https" : "http",
            host: request.authority)
        return try await PluginAnswer.response(to: request, of: id, onMount: false, large) {
            try await plugins.route(id, context.visitor.person, asked)
        }
    }

    /// A file of the plugin's `web/` folder, for a frame that has no origin and so sends no cookie: nothing in it is anybody's.
    private func file(_ request: Request, _ context: WebContext) async throws -> Response {
        let id = context.parameters.get("id") ?? ""
        let path = request.uri.path
        try PlainPath.check(path)
        let name = path.dropFirst("/plugins/\(id)/web/".count)
        guard path.hasPrefix("/plugins/\(id)/web/"), let plain = String(name).removingURLPercentEncoding() as String? else {
            throw Problem.notFound
        }
        let file = try await plugins.file(id, plain)
        let tag = "\"\(String(file.size, radix: 36))-\(String(Int64(file.changed * 1000), radix: 36))\""
        var headers: HTTPFields = [
            .contentType: file.type, .eTag: tag, .cacheControl: "no-cache", .accessControlAllowOrigin: "*", .resourcePolicy: "cross-origin",
            .contentSecurityPolicy: Self.policy(id, context, authority: request.authority),
        ]
        if let known = request.headers[.ifNoneMatch],
            known.split(separator: ",").contains(where: { $0.trimming().replacing("W/", with: "") == tag })
        {
            return Response(status: .notModified, headers: headers)
        }
        if request.method == .head {
            headers[.contentLength] = String(file.size)
            return Response(status: .ok, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: try await files.loadFile(path: file.path, context: context))
    }

    /// Scripts, styles, pictures and fonts of this plugin's folder; nothing else loads, and nothing is sent anywhere.
    static func policy(_ id: String, _ context: WebContext, authority: String) -> String {
        // The frame has an origin of its own, so 'self' would not mean this server everywhere.
        let scheme = context.origin?.secure == true ? "https" : "http"
        let isPlain = !authority.isEmpty && authority.utf8.allSatisfy { $0 > 44 && $0 < 123 && $0 != 59 || $0 == 91 || $0 == 93 }
        let own = context.origin.map { [$0.own] } ?? []
        let places = Set(own + (isPlain ? ["\(scheme)://\(authority)"] : [])).sorted().map { "\($0)/plugins/\(id)/web/" }
            .joined(separator: " ")
        return [
            "sandbox allow-scripts allow-forms allow-popups", "default-src 'none'", "script-src \(places)", "style-src \(places)",
            "img-src \(places) data:", "font-src \(places)", "connect-src 'none'", "base-uri 'none'", "form-action 'none'",
            "frame-ancestors 'self'",
        ].joined(separator: "; ")
    }

    /// What a plugin may see of a request: never the cookie, never a password.
    private static let shown: Set<HTTPField.Name> = [
        .accept, .acceptLanguage, .contentType, .ifMatch, .ifNoneMatch, .ifModifiedSince, .range, .userAgent, .lastEventID,
    ]
}
