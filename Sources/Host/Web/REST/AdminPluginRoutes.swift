import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// What an admin may do with plugins: see them, switch them, grant, restart, run a job, take their data away or remove it.
struct AdminPluginRoutes: Sendable {
    let plugins: PluginPort
    let limits: WebConfiguration.Limits

    func add(to router: Router<WebContext>) {
        router.get("api/admin/plugins") { _, context in
            _ = try context.admin()
            return Response.json(["list": .array(try await plugins.list())])
        }
        router.get("api/admin/plugins/:id") { _, context in try await perform(context, .detail) }
        router.put("api/admin/plugins/:id") { request, context in try await change(request, context) }
        router.put("api/admin/plugins/:id/grants") { request, context in
            _ = try context.admin()
            return try await perform(context, .grant(try Self.texts(try await request.json(limits), "grants") ?? []))
        }
        router.post("api/admin/plugins/:id/restart") { _, context in try await perform(context, .restart) }
        router.post("api/admin/plugins/:id/jobs/:job") { _, context in
            try await perform(context, .run(job: context.parameters.get("job") ?? ""))
        }
        router.get("api/admin/plugins/:id/data") { _, context in
            var response = try await perform(context, .export)
            response.headers[.contentDisposition] = ContentDisposition.attachment("\(context.parameters.get("id") ?? "plugin").json")
            return response
        }
        router.delete("api/admin/plugins/:id/data") { _, context in
            _ = try await perform(context, .reset)
            return Response.nothing
        }
    }

    private func perform(_ context: WebContext, _ deed: PluginPort.Deed) async throws -> Response {
        let admin = try context.admin()
        return Response.json(try await plugins.perform(context.parameters.get("id") ?? "", deed, admin))
    }

    private func change(_ request: Request, _ context: WebContext) async throws -> Response {
        let admin = try context.admin()
        let json = try await request.json(limits)
        let change = PluginPort.Change(
            enabled: try Self.bool(json, "enabled"), isolate: try Self.bool(json, "isolate"), accept: try Self.texts(json, "accept"),
            isPause: try Self.bool(json, "pause") ?? false)
        guard change.enabled != nil || change.isolate != nil else {
            throw Problem(.invalid, "This must be true or false.", field: "enabled")
        }
        switch try await plugins.change(context.parameters.get("id") ?? "", change, admin) {
        case .done(let plugin): return Response.json(plugin)
        case .needed(let grants):
            var document = Problem(.conflict, "It asks for permissions that nobody has given yet.").json
            document["needed"] = .array(grants)
            return Response.json(bytes: document.bytes, status: .conflict, type: "application/problem+json")
        }
    }

    private static func bool(_ json: JSON, _ name: String) throws(Problem) -> Bool? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let bool = value.bool else { throw Problem(.invalid, "This must be true or false.", field: name) }
        return bool
    }

    private static func texts(_ json: JSON, _ name: String) throws(Problem) -> [String]? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let list = value.array, list.count <= 200, list.allSatisfy({ $0.string != nil }) else {
            throw Problem(.invalid, "This must be a list of words.", field: name)
        }
        return list.compactMap(\.string)
    }
}
