import Core
import HTTPTypes
import Hummingbird
import Logging

/// Coming in with a token that is good once: where a plugin sends a browser whose person has proved elsewhere who they are.
struct OnceRoutes: Sendable {
    /// Where tokens are shown; the token follows.
    static let prefix = "/sign-in/once/"

    let people: People
    let signIn: SignIn

    func add(to router: Router<WebContext>) {
        router.get("sign-in/once/:token") { request, context in try await enter(request, context) }
    }

    private func enter(_ request: Request, _ context: WebContext) async throws -> Response {
        // A preview, a frame or a picture is nobody who wants to come in, and must not use the token up.
        let isPage = request.headers[.fetchDest].map { $0 == "document" } ?? true
        let isPreview = [HTTPField.Name.purpose, .secPurpose].contains { request.headers[$0] != nil }
        guard request.method == .get, isPage, !isPreview else { return away("/") }
        // Whoever is signed in stays who they are: a link cannot make somebody work in another's account.
        if context.visitor.person != nil { return away("/") }
        try await signIn.count("once:\(context.bucket)")
        let token = context.parameters.get("token") ?? ""
        guard token.utf8.count == 43, let user = try await people.takeSignIn(token), let person = try await people.person(user) else {
            return away("/?sign-in=expired")
        }
        try await people.forgive("sign-in:once:\(context.bucket)")
        let session = try await signIn.start(
            person, replacing: context.visitor.way, address: context.origin?.client?.description ?? "",
            agent: LogText.clean(request.headers[.userAgent] ?? ""))
        context.logger.info(
            "signed in once", metadata: ["user": .string(LogText.clean(person.username)), "client": .string(context.bucket)])
        var response = away("/")
        response.headers.append(
            .init(name: .setCookie, value: SessionCookie.header(session, secure: context.origin?.secure ?? false, lasting: true)))
        return response
    }

    private func away(_ place: String) -> Response {
        Response(status: .seeOther, headers: [.location: place, .cacheControl: "no-store"])
    }
}

extension HTTPField.Name {
    static let fetchDest = HTTPField.Name("Sec-Fetch-Dest")!
    static let purpose = HTTPField.Name("Purpose")!
    static let secPurpose = HTTPField.Name("Sec-Purpose")!
}
