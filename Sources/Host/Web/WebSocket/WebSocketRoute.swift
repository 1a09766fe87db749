import Core
import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore

/// Who may open a WebSocket, and what a request that may not is told.
struct WebSocketRoute: Sendable {
    let gatekeeper: Gatekeeper
    let jmap: JMAPPort
    let configuration: WebConfiguration
    let streams: StreamCount

    /// A request that the gate let through to the router: it may not become a WebSocket, and this says why.
    func add(to router: Router<WebContext>) {
        router.get("ws") { request, context -> Response in
            let person = try context.person()
            if let fault = WebSocketGate.fault(request.head) { throw Problem(.invalid, fault, status: 426) }
            if !fromHere(request.head, context.origin) { throw Problem(.denied, "The request came from another site.") }
            throw Problem(.tooLarge, "Too many connections are open for \(LogText.clean(person.username)).", status: 429)
        }
    }

    /// The gate of one connection.
    func makeGate() -> WebSocketGate {
        // The handler takes its place before the gate answers, so two upgrades at once cannot share the last one.
        let places = PlaceShelf()
        return WebSocketGate(maxMessage: configuration.limits.jmap) { head, peer in
            guard head.path?.split(separator: "?").first == "/ws", WebSocketGate.fault(head) == nil else { return nil }
            let origin = Origin(peer: peer, authority: head.authority ?? "", headers: head.headerFields, configuration: configuration)
            let bucket = origin.client?.bucket ?? "local"
            guard fromHere(head, origin),
                let visitor = try? await gatekeeper.visitor(of: head.headerFields, path: "/ws", origin: origin, bucket: bucket),
                let person = visitor.person, streams.enter(person.id)
            else { return nil }
            places.put(StreamPlace(streams: streams, user: person.id))
            return person
        } makeHandler: { person in
            SocketHandler(
                person: person, jmap: jmap, limits: configuration.limits,
                place: places.take() ?? StreamPlace(streams: streams, user: person.id))
        }
    }

    /// A browser says where a page is from; other clients say nothing and need an app password anyway.
    private func fromHere(_ head: HTTPRequest, _ origin: Origin?) -> Bool {
        guard let from = head.headerFields[.origin] else { return head.headerFields[.authorization] != nil }
        return origin?.isOwn(from, authority: head.authority ?? "") ?? false
    }
}

/// Holds the place of a connection between asking and answering.
private final class PlaceShelf: Sendable {
    private let place = NIOLockedValueBox<StreamPlace?>(nil)
    func put(_ new: StreamPlace) { place.withLockedValue { $0 = new } }
    func take() -> StreamPlace? {
        place.withLockedValue { held in
            defer { held = nil }
            return held
        }
    }
}
