import Core
import Plugins
import ServiceLifecycle
import Store
import Web

/// The parts of the house that live: mail accounts and plugins. They start beside the HTTP server, which answers from the first
/// moment on, and stop after it.
struct RunningHouse: Service {
    let house: House

    /// The seams of the HTTP face.
    func ports(setup: SetupToken) -> Ports {
        Ports(
            people: .store(house.store), setup: setup.port, passwords: .bcrypt(), jmap: .dispatcher(house.dispatcher, watching: { _, _ in }),
            plugins: .registry(house.registry), bodies: .mail(house.dispatcher, http: house.http))
    }

    func run() async throws {
        async let plugins: Void = house.registry.start()
        await plugins
        try? await gracefulShutdown()
        await house.registry.stop()
    }
}
