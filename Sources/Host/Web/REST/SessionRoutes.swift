import Core
import HTTPTypes
import Hummingbird
import Logging

/// What comes before a session: who am I, first admin, register, sign in, sign out, change the password.
struct SessionRoutes: Sendable {
    let people: People
    let setup: Setup
    let signIn: SignIn
    let csrf: CSRFToken
    let configuration: WebConfiguration

    func add(to router: Router<WebContext>) {
        router.get("api/session") { request, context in try await state(context) }
        router.post("api/setup") { request, context in try await first(request, context) }
        router.post("api/register") { request, context in try await register(request, context) }
        router.post("api/sign-in") { request, context in try await enter(request, context) }
        router.post("api/sign-out") { request, context in try await leave(context) }
        router.post("api/password") { request, context in try await changePassword(request, context) }
    }

    private func state(_ context: WebContext) async throws -> Response {
        let token = context.visitor.token ?? SessionCookie.makeToken()
        var response = Response.json(try await document(person: context.visitor.person, token: token))
        if context.visitor.token == nil { setCookie(token, on: &response, context, lasting: false) }
        return response
    }

    private func first(_ request: Request, _ context: WebContext) async throws -> Response {
        let json = try await request.json(configuration.limits)
        try await signIn.count(context.bucket)
        let name = try Username.checked(try json.text("username"))
        let password = try json.text("password")
        try Username.check(password: password)
        guard try await people.isEmpty(), await setup.consume(try json.text("token")) else {
            throw Problem(.denied, "This setup link is not valid, or it was used already.", field: "token")
        }
        do {
            let person = try await people.add(name, try await signIn.passwords.hash(password), true)
            context.logger.info("first admin registered", metadata: ["user": .string(LogText.clean(name))])
            return try await started(person, request, context)
        } catch {
            if (try? await people.isEmpty()) == true { await setup.restore() }
            throw error
        }
    }

    private func register(_ request: Request, _ context: WebContext) async throws -> Response {
        let json = try await request.json(configuration.limits)
        try await signIn.count(context.bucket)
        guard try await people.policy().registrationOpen, !(try await people.isEmpty()) else {
            throw Problem(.denied, "Registration is closed. Ask the admin for an account.")
        }
        let name = try Username.checked(try json.text("username"))
        let password = try json.text("password")
        try Username.check(password: password)
        do {
            return try await started(try await people.add(name, try await signIn.passwords.hash(password), false), request, context)
        } catch let failure as Failure where failure.kind == .conflict {
            throw Problem(.conflict, "This user name is taken.", field: "username")
        }
    }

    private func enter(_ request: Request, _ context: WebContext) async throws -> Response {
        let json = try await request.json(configuration.limits)
        let person = try await signIn.check(
            username: try json.text("username"), password: try json.text("password"), bucket: context.bucket)
        context.logger.info("signed in", metadata: ["user": .string(LogText.clean(person.username)), "client": .string(context.bucket)])
        return try await started(person, request, context)
    }

    private func leave(_ context: WebContext) async throws -> Response {
        if case .session(let id) = context.visitor.way { try await people.endSession(id) }
        var response = Response.nothing
        response.headers.append(.init(name: .setCookie, value: SessionCookie.expired(secure: context.origin?.secure ?? false)))
        response.headers[.clearSiteData] = #""cache", "storage""#
        return response
    }

    private func changePassword(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.browser()
        let json = try await request.json(configuration.limits)
        let (current, new) = (try json.text("current"), try json.text("new"))
        try Username.check(password: new, field: "new")
        do {
            _ = try await signIn.check(username: person.username, password: current, bucket: context.bucket)
        } catch let problem as Problem where problem.kind == "signIn" {
            throw Problem(.denied, "The current password is wrong.", field: "current")
        }
        guard case .session(let kept) = context.visitor.way else { return .nothing }
        try await people.setPassword(person.id, try await signIn.passwords.hash(new), kept)
        return .nothing
    }

    private func started(_ person: Person, _ request: Request, _ context: WebContext) async throws -> Response {
        let token = try await signIn.start(
            person, replacing: context.visitor.way, address: context.origin?.client?.description ?? "",
            agent: LogText.clean(request.headers[.userAgent] ?? ""))
        var response = Response.json(try await document(person: person, token: token))
        setCookie(token, on: &response, context, lasting: true)
        return response
    }

    private func document(person: Person?, token: String) async throws -> JSON {
        let state = if person != nil { "signedIn" } else if try await people.isEmpty() { "setup" } else { "signedOut" }
        var document: [String: JSON] = [
            "state": .string(state), "registration": try await people.policy().registrationOpen ? "open" : "closed",
            "csrf": .string(csrf.proof(for: token)), "version": .string(configuration.version),
        ]
        if let person { document["user"] = person.json }
        return .object(document)
    }

    private func setCookie(_ token: String, on response: inout Response, _ context: WebContext, lasting: Bool) {
        let value = SessionCookie.header(token, secure: context.origin?.secure ?? false, lasting: lasting)
        response.headers.append(.init(name: .setCookie, value: value))
    }
}
