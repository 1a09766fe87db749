import Plugins
import ServiceLifecycle
import UnixSignals

/// Reads `plugins.conf` again at every SIGHUP.
struct HangUp: Service {
    let registry: PluginRegistry

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await registry.reload() }
    }
}
