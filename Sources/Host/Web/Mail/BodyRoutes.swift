import Core
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Message bodies for sandboxed frames, and the pictures in them.
struct BodyRoutes: Sendable {
    let bodies: MailBodies
    let jmap: JMAPPort
    let people: People
    let links: SignedLink

    /// The largest remote picture that is passed on.
    static let largestPicture = 10_000_000

    func add(to router: Router<WebContext>) {
        router.get("mail/:email/body") { request, context in try await body(request, context) }
        router.get("mail/image") { request, context in try await image(request) }
        router.get("mail/part") { request, context in try await part(request) }
    }

    private func body(_ request: Request, _ context: WebContext) async throws -> Response {
        let theme = BodyPage.Theme(rawValue: request.query("theme") ?? "light") ?? .light
        do {
            let person = try context.person()
            let pictures = request.query("images") == "1"
            let how = MailBodies.Links(
                part: { [links] in links.part($0, for: person.id) }, remote: { [links] in pictures ? links.image($0, for: person.id) : nil }
            )
            let body = try await bodies.body(person, context.parameters.get("email") ?? "", how)
            let document = BodyPage(body: body.html, isHTML: body.isHTML, blocked: body.blocked, theme: theme).document
            return Response(status: .ok, headers: BodyPage.headers, body: .init(byteBuffer: ByteBuffer(string: document)))
        } catch {
            // The app tells a body from a problem by its type, so the frame must stay as readable for it as a body is.
            let problem = Problem(anything: error)
            if problem.status >= 500 { context.logger.warning("message body", metadata: ["error": .string(LogText.clean(problem.log))]) }
            var response = problem.response
            response.headers[.contentSecurityPolicy] = BodyPage.policy
            return response
        }
    }

    private func image(_ request: Request) async throws -> Response {
        guard let (url, _) = links.read("image", u: request.query("u"), k: request.query("k"), s: request.query("s")) else {
            throw Self.notOurs
        }
        return try picture(try await bodies.picture(url, Self.largestPicture))
    }

    private func part(_ request: Request) async throws -> Response {
        guard let (blob, user) = links.read("part", u: request.query("u"), k: request.query("k"), s: request.query("s")),
            let person = try await people.person(user)
        else { throw Self.notOurs }
        return try picture(try await jmap.download(person, "all", blob).bytes)
    }

    /// Only raster pictures, by what they are, not by what they say they are.
    private func picture(_ bytes: [UInt8]) throws -> Response {
        guard let type = MediaTypes.raster(bytes) else { throw Problem(.invalid, "This is not a picture that can be shown.", status: 415) }
        let headers: HTTPFields = [
            .contentType: type, .cacheControl: "private, max-age=86400", .contentSecurityPolicy: SecurityHeaders.dataPolicy,
            .resourcePolicy: "cross-origin",  // a sandboxed frame has an origin of its own
        ]
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private static let notOurs = Problem(.denied, "This link was not made here, or it is too old.")
}
