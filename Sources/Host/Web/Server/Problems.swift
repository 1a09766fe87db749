import Core
import HTTPTypes
import Hummingbird
import Logging

/// Turns whatever was thrown into a problem document, and writes it into the log where somebody should know of it.
struct Problems: RouterMiddleware {
    func handle(_ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response) async throws -> Response {
        await Problems.answer(request, context) { try await next(request, context) }
    }

    /// What `work` answers, or why it cannot.
    static func answer(_ request: Request, _ context: WebContext, _ work: () async throws -> Response) async -> Response {
        do { return try await work() } catch {
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
                        "client": .string(context.origin?.client?.description ?? "-"), "why": .string(LogText.clean(problem.log)),
                    ])
            }
            return problem.response
        }
    }
}
