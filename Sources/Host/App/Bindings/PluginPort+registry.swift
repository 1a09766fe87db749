import Core
import Plugins
import Web

extension Web.PluginPort {
    /// The plugins of this server.
    static func registry(_ registry: PluginRegistry) -> Web.PluginPort {
        Web.PluginPort(
            list: { () async throws(Failure) in await registry.list()["list"]?.array ?? [] },
            enabled: { language async throws(Failure) in await registry.shell(language: language)["list"]?.array ?? [] },
            change: { id, change, person async throws(Failure) in
                let wanted = PluginChange(
                    enabled: change.enabled, isolate: change.isolate, accept: change.accept, isPause: change.isPause)
                switch try await registry.change(id, wanted, by: person.username) {
                case .done(let plugin): return .done(plugin)
                case .needed(let grants): return .needed(grants)
                }
            },
            perform: { id, deed, person async throws(Failure) in
                switch deed {
                case .detail: return try await registry.detail(id)
                case .grant(let words): return try await registry.setGrants(id, words, by: person.username)
                case .restart: return try await registry.restart(id, by: person.username)
                case .run(let job): return try await registry.runJob(id, job)
                case .export: return try await registry.export(id)
                case .reset:
                    try await registry.reset(id, by: person.username)
                    return .null
                }
            },
            settings: { id, user, language, deed in
                let settings = try await registry.settings(of: id, language: language)
                let scope = user.map { PluginSettings.Scope.user($0) } ?? .admin
                switch deed {
                case .get: return try await settings.get(scope)
                case .check(let body): return try await settings.check(scope, body)
                case .put(let body):
                    switch try await settings.put(scope, body) {
                    case .kept(let form): return form
                    case .refused(let field, let line): throw Problem(.invalid, line, field: field)
                    }
                }
            },
            health: { await registry.health().mapValues(\.rawValue) },
            route: { id, person, request async throws(Failure) in
                let asked = PluginRequest(
                    method: request.method, path: request.path, query: request.query, headers: request.headers,
                    user: person?.id, body: request.body,
                    upload: request.upload.map { PluginUpload(size: $0.size, next: $0.next) }, mount: request.mount,
                    origin: .init(remote: request.remote, scheme: request.scheme, host: request.host))
                let answer = try await registry.route(id, asked)
                let body: RouteAnswer.Body =
                    switch answer.body {
                    case .whole(let bytes): .whole(bytes)
                    case .pieces(let pieces): .pieces(pieces.pieces)
                    }
                return RouteAnswer(status: answer.status, headers: answer.headers, body: body)
            },
            readsBodies: { registry.board.readsBodies($0) },
            file: { id, path async throws(Failure) in
                let file = try await registry.webFile(id, path)
                return File(path: file.path, size: file.size, changed: file.changed, type: file.type)
            },
            mount: { registry.board.mount(of: $0) })
    }
}
