import Core
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension JMAPRoutes {
    /// The event stream of RFC 8620 7.3.
    func events(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.person()
        let types = request.query("types") ?? "*"
        let wanted: Set<String>? = types == "*" ? nil : Set(types.split(separator: ",").map(String.init))
        guard let closeAfter = ["no": false, "state": true][request.query("closeafter") ?? "no"] else {
            throw Problem(.invalid, "closeafter is \"state\" or \"no\".", field: "closeafter")
        }
        guard let ping = Int(request.query("ping") ?? "0"), (0...3600).contains(ping) else {
            throw Problem(.invalid, "ping is a number of seconds up to 3600.", field: "ping")
        }
        guard streams.enter(person.id) else { throw Problem(.tooLarge, "Too many event streams are open.", status: 429) }
        let place = StreamPlace(streams: streams, user: person.id)
        let (jmap, last) = (jmap, request.headers[.lastEventID])
        let body = ResponseBody { writer in
            defer { place.leave() }
            let stream = EventStream(jmap: jmap, user: person.id, wanted: wanted, closeAfter: closeAfter, ping: ping)
            try await stream.write(to: &writer, since: last)
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .init("X-Accel-Buffering")!: "no"],
            body: body)
    }
}

/// A place in `StreamCount`, given back once, also when the answer is never written.
final class StreamPlace: Sendable {
    private let streams: StreamCount
    private let user: UserID
    private let left = OnceFlag()

    init(streams: StreamCount, user: UserID) {
        self.streams = streams
        self.user = user
    }

    func leave() { if left.raise() { streams.leave(user) } }

    deinit { leave() }
}

/// What is written on an event stream.
struct EventStream: Sendable {
    let jmap: JMAPPort
    let user: UserID
    let wanted: Set<String>?
    let closeAfter: Bool
    /// Seconds between pings; 0 for none asked, which still keeps the connection known to be alive.
    let ping: Int

    private enum Item: Sendable { case states(JMAPPort.States), message(JSON), tick }

    /// Writes events until the client goes, the server stops, or, with `closeafter=state`, the first state was written.
    func write(to writer: inout any ResponseBodyWriter, since last: String?) async throws {
        let changes = await jmap.changes(user)
        let messages = jmap.messages(user)
        let now = try await jmap.states(user)
        try await writer.write(ByteBuffer(string: ": MailFlow\n\n"))
        if let last, last != PushState.name(now) {
            let states = PushState.filter(now, types: wanted)
            if !states.isEmpty {
                try await writer.write(Self.event("state", PushState.change(states), id: PushState.name(now)))
                if closeAfter { return }
            }
        }
        let (items, source) = AsyncStream.makeStream(of: Item.self, bufferingPolicy: .bufferingNewest(64))
        let interval = ping == 0 ? 30 : max(5, ping)
        let feeders = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await states in changes { source.yield(.states(states)) }
                    source.finish()
                }
                group.addTask { for await message in messages { source.yield(.message(message)) } }
                group.addTask {
                    while (try? await Task.sleep(for: .seconds(interval))) != nil { source.yield(.tick) }
                }
                await group.next()
                group.cancelAll()
            }
        }
        defer { feeders.cancel() }
        for await item in items.cancelOnGracefulShutdown() {
            switch item {
            case .tick:
                try await writer.write(ping == 0 ? ByteBuffer(string: ":\n\n") : Self.event("ping", ["interval": .int(Int64(interval))]))
            case .message(let message): try await writer.write(Self.event("plugin", message))
            case .states(let changed):
                let states = PushState.filter(changed, types: wanted)
                if states.isEmpty { continue }
                let id = try? await PushState.name(jmap.states(user))
                try await writer.write(Self.event("state", PushState.change(states), id: id))
                if closeAfter { return }
            }
        }
    }

    private static func event(_ name: String, _ data: JSON, id: String? = nil) -> ByteBuffer {
        ByteBuffer(string: (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(data.text)\n\n")
    }
}
