import MailFlowPlugin

// CardDAV: the user's address books for phones and desktops (RFC 6352 on RFC 4918, 5397, 5689, 6578, 6764, 7232).
// The cards are the house's JMAP contacts; this plugin keeps nothing but names of books and properties that clients made up.

/// The plugin.
struct CardDAV: Plugin {
    static let answers: [Answer] = [.route, .event, .health]
    static let runsOnTurns = true

    private let server: Server

    init(host: Host) async throws { server = Server(house: House(host)) }

    func route(_ request: Request) async throws -> Response {
        let reply = await server.answer(Call(request))
        switch reply.body {
        case .bytes(let bytes): return Response(status: reply.status, headers: reply.headers, body: bytes)
        case .stream(let stream): return Response(status: reply.status, headers: reply.headers, rest: stream)
        }
    }

    func health() async throws -> Health {
        let count = await server.remembered
        return Health("Ready. \(count) contacts are in memory.")
    }

    func event(_ name: String, number: Int64, _ facts: JSON) async throws {
        guard let user = facts["user"]?.string else { return }
        switch name {
        case "user.secured": await server.lockOut(user)
        case "user.removed": await server.forget(user)
        default: break
        }
    }
}
