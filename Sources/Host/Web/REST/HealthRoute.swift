import Core
import Hummingbird

/// Whether the server works, for monitors: no sign-in, no secrets.
struct HealthRoute: Sendable {
    let people: People
    let plugins: PluginPort

    func add(to router: Router<WebContext>) {
        router.get("health") { _, _ in
            let states = await plugins.health()
            let database = (try? await people.isEmpty()) != nil
            let bad = states.values.contains { ["failed", "stuck", "blocked", "incompatible", "missing"].contains($0) }
            return Response.json(
                ["status": database && !bad ? "ok" : "degraded", "plugins": .object(states.mapValues { .string($0) })],
                status: database ? .ok : .serviceUnavailable)
        }
    }
}
