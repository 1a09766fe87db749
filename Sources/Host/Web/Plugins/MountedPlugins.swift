import Core
import HTTPTypes
import Hummingbird

/// Hands every request under a plugin's prefix to it, whatever its method, before anybody asks for a session: there is none on a mount.
struct MountedPlugins: Sendable {
    let plugins: PluginPort
    let limits: WebConfiguration.Limits

    /// Who answers a request, and under which prefix; nil where no plugin is mounted.
    func mount(of request: Request) -> Mount? { plugins.mount(request.uri.path) }

    typealias Mount = (plugin: String, prefix: String)

    /// What the plugin answers.
    func answer(_ request: Request, _ mount: Mount, _ origin: Origin) async throws -> Response {
        let (plugin, prefix) = mount
        let path = request.uri.path
        try PlainPath.check(path)
        let rest = path.dropFirst(prefix.count)
        let large = plugins.readsBodies(plugin) ? try PulledBody.large(request, limits) : nil
        let asked = PluginPort.RouteRequest(
            method: request.method.rawValue, path: rest.isEmpty ? "/" : String(rest), query: request.uri.query ?? "",
            headers: request.headers.compactMap { field in
                let name = field.name.canonicalName
                return Self.hidden.contains(name) ? nil : (name, field.value)
            },
            body: large == nil ? try await request.bytes(limit: limits.plugin, seconds: limits.bodySeconds) : [],
            upload: large?.upload, mount: prefix,
            remote: origin.client?.description ?? "", scheme: origin.secure ? "https" : "http",
            host: request.authority)
        return try await PluginAnswer.response(to: request, of: plugin, onMount: true, large) {
            // Copying much takes its time, and is not done on the loop.
            if asked.body.count > Self.much { await Lane.current?.slowDown() }
            let answer = try await plugins.route(plugin, nil, asked)
            if case .whole(let bytes) = answer.body, bytes.count > Self.much { await Lane.current?.slowDown() }
            return answer
        }
    }

    private static let much = 1 << 20

    /// What belongs to this server, to its proxy or to the connection.
    private static let hidden: Set<String> = [
        "cookie", "proxy-authorization", "x-csrf-token", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip",
        "forwarded",
        "connection", "transfer-encoding", "te", "trailer", "upgrade", "keep-alive", "expect", "host",
    ]
}
