import Core
import Logging
import Plugins
import ServiceLifecycle
import Store
import Sync
import Web

/// The parts of the house that live: mail accounts and plugins. They start beside the HTTP server, which answers from the first
/// moment on, and stop after it.
struct RunningHouse: Service {
    let house: House

    /// The seams of the HTTP face.
    func ports(setup: SetupToken) -> Ports {
        Ports(
            people: house.people, setup: setup.port, passwords: house.passwords,
            jmap: .dispatcher(house.dispatcher, accounts: house.accounts, messages: house.messages),
            plugins: .registry(house.registry), bodies: .mail(house.dispatcher, http: house.http))
    }

    func run() async throws {
        house.store.scratch.clear()
        async let plugins: Void = house.registry.start()
        do { try await house.accounts.start() } catch { house.log.error("mail accounts cannot be started: \(error)") }
        await plugins
        try? await gracefulShutdown()
        await house.accounts.stop()
        await house.registry.stop()
    }
}
