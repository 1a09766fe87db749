import Core
import Plugins
import ServiceLifecycle
import Store
import Web

/// The parts of the house that live: plugins, and what reaches mail servers. It starts them and stops them in order.
struct RunningHouse: Service {
    let house: House

    /// Puts the living parts together; nothing runs before `run`.
    init(_ house: House) async throws(Failure) {
        self.house = house
    }

    /// The seams of the HTTP face.
    func ports(setup: SetupToken) -> Ports {
        Ports(
            people: .store(house.store), setup: setup.port, passwords: .bcrypt(), jmap: .none, plugins: .registry(house.registry), bodies: .none)
    }

    func run() async throws {
        await house.registry.start()
        try? await gracefulShutdown()
        await house.registry.stop()
    }
}
