import Core
import HTTPTypes
import Hummingbird

/// The outermost layer: knows where a request came from and adds the headers every answer carries.
/// What a plugin is mounted at goes to it at once; for everything else there is the router.
struct FrontDoor<Inside: HTTPResponder>: HTTPResponder where Inside.Context == WebContext {
    let configuration: WebConfiguration
    let mounts: MountedPlugins
    let inside: Inside

    func respond(to request: Request, context: WebContext) async throws -> Response {
        var context = context
        let origin = Origin(peer: context.peer, authority: request.authority, headers: request.headers, configuration: configuration)
        context.origin = origin
        var response: Response
        if let mount = mounts.mount(of: request) {
            Lane.current?.speedUp()
            response = await Problems.answer(request, context) { try await mounts.answer(request, mount, origin) }
        } else {
            await Lane.current?.slowDown()
            response = try await inside.respond(to: request, context: context)
        }
        SecurityHeaders.add(to: &response.headers, secure: origin.secure)
        if request.headers[.connection]?.lowercased() == "close" { response.headers[.connection] = "close" }
        return request.method == .head ? response.createHeadResponse() : response
    }
}

extension Request {
    /// The host and port the client asked for; empty when it said none.
    var authority: String { head.authority ?? "" }
}
