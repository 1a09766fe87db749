import Core
import HTTPTypes
import Hummingbird
import Logging

/// The outermost layer: knows where a request came from, turns whatever was thrown into a problem document, and adds the
/// headers every answer carries. What a plugin is mounted at goes to it at once; for everything else there is the router.
struct FrontDoor<Inside: HTTPResponder>: HTTPResponder where Inside.Context == WebContext {
    let configuration: WebConfiguration
    let mounts: MountedPlugins
    let inside: Inside

    func respond(to request: Request, context: WebContext) async throws -> Response {
        var context = context
        let origin = Origin(peer: context.peer, authority: request.authority, headers: request.headers, configuration: configuration)
        context.origin = origin
        var response: Response
        do {
            if let answer = try await mounts.answer(request, origin) {
                response = answer
            } else {
                response = try await inside.respond(to: request, context: context)
            }
        } catch {
            let problem = Problem(anything: error)
            if problem.status >= 500, problem.kind == Failure.Kind.failed.rawValue {
                context.logger.error(
                    "request failed",
                    metadata: [
                        "method": .string(request.method.rawValue), "path": .string(LogText.clean(request.uri.path)),
                        "error": .string(LogText.clean(problem.log)),
                    ])
            } else if problem.status == 401 || problem.status == 403 || problem.status == 429 {
                context.logger.info(
                    "request refused",
                    metadata: [
                        "status": .stringConvertible(problem.status), "path": .string(LogText.clean(request.uri.path)),
                        "client": .string(origin.client?.description ?? "-"), "why": .string(LogText.clean(problem.log)),
                    ])
            }
            response = problem.response
        }
        SecurityHeaders.add(to: &response.headers, secure: origin.secure)
        if request.headers[.connection]?.lowercased() == "close" { response.headers[.connection] = "close" }
        return request.method == .head ? response.createHeadResponse() : response
    }
}

/// Text from outside on its way into a log line: no control characters, no more than 500 characters.
enum LogText {
    static func clean(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars.prefix(500) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
                out += "\\u{\(String(scalar.value, radix: 16))}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension Request {
    /// The host and port the client asked for; empty when it said none.
    var authority: String { head.authority ?? "" }
}
