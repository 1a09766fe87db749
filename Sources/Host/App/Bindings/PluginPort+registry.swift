import Core
import Plugins
import Web

extension Web.PluginPort {
    /// The plugins of this server.
    static func registry(_ registry: PluginRegistry) -> Web.PluginPort {
        Web.PluginPort(
            list: { () async throws(Failure) in await registry.list()["list"]?.array ?? [] },
            enabled: { () async throws(Failure) in await registry.shell()["list"]?.array ?? [] },
            setEnabled: { id, on, person async throws(Failure) in try await registry.setEnabled(id, on, by: person.username) },
            health: { await registry.health().mapValues(\.rawValue) },
            route: { id, person, request async throws(Failure) in
                let asked = PluginRequest(
                    method: request.method, path: request.path, query: request.query, headers: request.headers.map { ($0.name, $0.value) },
                    user: person?.id, body: request.body)
                let answer = try await registry.route(id, asked)
                return RouteAnswer(
                    status: answer.status, headers: answer.headers.map { (name: $0.0, value: $0.1) }, body: try await answer.body.whole())
            })
    }
}
