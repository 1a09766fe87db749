import Core
import Hummingbird
import NIOCore

/// One request: who asks, from where, and by which right.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: IPAddress?
    var origin: Origin?
    var visitor: Visitor = .nobody

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap(IPAddress.init)
    }

    /// The name of the counter of this client.
    var bucket: String { origin?.client?.bucket ?? "local" }

    /// Who is signed in; a problem when nobody is.
    func person() throws(Problem) -> Person {
        guard let person = visitor.person else { throw .signIn("Sign in first.") }
        return person
    }

    /// Who is signed in with their password in a browser; app passwords do not reach what this guards.
    func browser() throws(Problem) -> Person {
        guard case .session = visitor.way else { throw .signIn("Sign in first.") }
        return try person()
    }

    /// The admin who is signed in.
    func admin() throws(Problem) -> Person {
        let person = try browser()
        guard person.admin else { throw Problem(.denied, "Only an admin may do that.") }
        return person
    }
}
