import Core
import HTTPTypes
import Hummingbird

/// Finds out who asks, and refuses every change that was not written by our own page or by a client with an app password.
struct Gatekeeper: RouterMiddleware {
    let signIn: SignIn
    let csrf: CSRFToken

    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        var context = context
        guard let origin = context.origin else { return try await next(request, context) }
        context.visitor = try await visitor(of: request.headers, path: request.uri.path, origin: origin, bucket: context.bucket)
        try check(request, context, origin)
        do {
            return try await next(request, context)
        } catch let problem as Problem
            where problem.status == 401 && Gatekeeper.takesAppPasswords(request.uri.path) && request.headers[.fetchSite] == nil
        {
            var response = problem.response
            response.headers[.wwwAuthenticate] = #"Basic realm="MailFlow", charset="UTF-8", Bearer"#
            return response
        }
    }

    /// Who asks, by app password where those count, else by cookie.
    func visitor(of headers: HTTPFields, path: String, origin: Origin, bucket: String) async throws -> Visitor {
        if let authorization = headers[.authorization], Gatekeeper.takesAppPasswords(path) {
            return try await signIn.visitor(authorization: authorization, bucket: bucket)
        }
        return try await signIn.visitor(token: SessionCookie.token(in: headers, secure: origin.secure))
    }

    private func check(_ request: Request, _ context: WebContext, _ origin: Origin) throws {
        if request.method == .get || request.method == .head || request.method == .options { return }
        guard context.visitor.way != .appPassword else { return }
        if let site = request.headers[.fetchSite], site != "same-origin" { throw Gatekeeper.foreign }
        if let from = request.headers[.origin], !origin.isOwn(from, authority: request.authority) { throw Gatekeeper.foreign }
        guard csrf.holds(request.headers[.csrfToken], for: context.visitor.token) else {
            if context.visitor.person == nil, Gatekeeper.takesAppPasswords(request.uri.path) { throw Problem.signIn("Sign in first.") }
            throw Problem(.denied, "This page is out of date. Reload it and try again.")
        }
    }

    /// Where `Authorization` counts.
    static func takesAppPasswords(_ path: String) -> Bool {
        path.hasPrefix("/jmap/") || path == "/ws" || path == "/.well-known/jmap"
    }

    private static let foreign = Problem(.denied, "The request came from another site.")
}
