import Core

extension Method {
    /// Core/echo (RFC 8620 4): the arguments come back.
    static let coreEcho = Method("Core/echo", capability: Capability.core) { call in .object(call.members) }
}
