import Core
import Hummingbird
import Logging

/// What an admin decides: the policy and the plugins.
struct AdminRoutes: Sendable {
    let people: People
    let plugins: PluginPort
    let limits: WebConfiguration.Limits

    func add(to router: Router<WebContext>) {
        router.get("api/policy") { _, context in
            _ = try context.person()
            return Response.json(try await people.policy().publicJSON)
        }
        router.get("api/admin/policy") { _, context in
            _ = try context.admin()
            return Response.json(try await people.policy().json)
        }
        router.put("api/admin/policy") { request, context in
            let admin = try context.admin()
            let policy = try await people.policy().changed(by: try await request.json(limits))
            try await people.setPolicy(policy)
            context.logger.notice(
                "policy changed", metadata: ["by": .string(LogText.clean(admin.username)), "policy": .string(policy.json.text)])
            return Response.json(policy.json)
        }
        AdminPluginRoutes(plugins: plugins, limits: limits).add(to: router)
    }
}
