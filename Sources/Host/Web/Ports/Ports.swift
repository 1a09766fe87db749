/// Everything Web needs from the rest of the house.
public struct Ports: Sendable {
    /// Users, sessions, app passwords, counters.
    public var people: People
    /// The first admin.
    public var setup: Setup
    /// Password hashes.
    public var passwords: Passwords
    /// JMAP.
    public var jmap: JMAPPort
    /// Plugins.
    public var plugins: PluginPort
    /// Message bodies.
    public var bodies: MailBodies

    /// Binds all seams.
    public init(people: People, setup: Setup, passwords: Passwords, jmap: JMAPPort, plugins: PluginPort, bodies: MailBodies) {
        self.people = people
        self.setup = setup
        self.passwords = passwords
        self.jmap = jmap
        self.plugins = plugins
        self.bodies = bodies
    }
}
