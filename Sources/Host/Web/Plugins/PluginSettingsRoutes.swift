import Core
import Hummingbird

/// The forms of plugins: a person's own values, and those that an admin fills in for everybody.
struct PluginSettingsRoutes: Sendable {
    let plugins: PluginPort
    let limits: WebConfiguration.Limits

    func add(to router: Router<WebContext>) {
        router.get("api/plugins/:id/settings") { request, context in
            let person = try context.browser()
            return try await answer(request, context, person.id, .get)
        }
        router.put("api/plugins/:id/settings") { request, context in
            let person = try context.browser()
            return try await answer(request, context, person.id, .put(try await request.json(limits)))
        }
        router.post("api/plugins/:id/settings/check") { request, context in
            let person = try context.browser()
            return try await answer(request, context, person.id, .check(try await request.json(limits)))
        }
        router.get("api/admin/plugins/:id/settings") { request, context in
            _ = try context.admin()
            return try await answer(request, context, nil, .get)
        }
        router.put("api/admin/plugins/:id/settings") { request, context in
            _ = try context.admin()
            return try await answer(request, context, nil, .put(try await request.json(limits)))
        }
        router.post("api/admin/plugins/:id/settings/check") { request, context in
            _ = try context.admin()
            return try await answer(request, context, nil, .check(try await request.json(limits)))
        }
    }

    private func answer(_ request: Request, _ context: WebContext, _ user: UserID?, _ deed: PluginPort.SettingsDeed) async throws
        -> Response
    {
        Response.json(try await plugins.settings(context.parameters.get("id") ?? "", user, request.language, deed))
    }
}

extension Request {
    /// The language somebody asks for: `?lang=`, else the first of Accept-Language, else English.
    var language: String {
        query("lang") ?? headers[.acceptLanguage]?.split(separator: ",").first?.split(separator: ";").first.map { $0.trimming() } ?? "en"
    }
}
