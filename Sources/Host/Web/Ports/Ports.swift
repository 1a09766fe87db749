/// Everything Web needs from the rest of the house.
public struct Ports: Sendable {
    /// Users, sessions, app passwords, counters.
    public var people: People
    /// The first admin.
    public var setup: Setup
    /// Digests and password hashes.
    public var crypto: WebCrypto
    /// JMAP.
    public var jmap: JMAPPort
    /// Plugins.
    public var plugins: PluginPort
    /// Message bodies.
    public var bodies: MailBodies

    /// Binds all seams.
    public init(people: People, setup: Setup, crypto: WebCrypto, jmap: JMAPPort, plugins: PluginPort, bodies: MailBodies) {
        self.people = people
        self.setup = setup
        self.crypto = crypto
        self.jmap = jmap
        self.plugins = plugins
        self.bodies = bodies
    }
}
