import Core
import Logging
import NIOCore
import NIOWebSocket

/// One JMAP WebSocket (RFC 8887): answers requests as they finish, pushes state changes, keeps the connection known to be alive.
/// It takes no more messages while enough are in work, and merges pushes while the client does not read.
final class SocketHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let person: Person
    private let jmap: JMAPPort
    private let limits: WebConfiguration.Limits
    private let place: StreamPlace
    private var tasks: [Int: Task<Void, Never>] = [:]
    private var nextTask = 0
    private var inWork = 0
    private var queue: [@Sendable () async -> [UInt8]] = []
    private var readHeld = false
    private var closing = false
    private var pushTask: Task<Void, Never>?
    private var unsent: JMAPPort.States = [:]
    private var unsentName: String?
    private var listenTask: Task<Void, Never>?
    private var unsentMessages: [JSON] = []
    private var ping: RepeatedTask?
    private var answered = true

    init(person: Person, jmap: JMAPPort, limits: WebConfiguration.Limits, place: StreamPlace) {
        self.person = person
        self.jmap = jmap
        self.limits = limits
        self.place = place
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        ping = context.eventLoop.scheduleRepeatedTask(initialDelay: .seconds(limits.pingSeconds), delay: .seconds(limits.pingSeconds)) {
            _ in
            let (handler, context) = bound.value
            handler.checkAlive(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        ping?.cancel()
        ping = nil
        stopPush()
        for task in tasks.values { task.cancel() }
        tasks = [:]
        queue = []
        place.leave()
    }

    private func checkAlive(_ context: ChannelHandlerContext) {
        guard answered else { return context.close(promise: nil) }
        answered = false
        send(context, .init(fin: true, opcode: .ping, data: ByteBuffer()))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        answered = true
        guard !closing else {
            // The client has heard it.
            if frame.opcode == .connectionClose { context.close(promise: nil) }
            return
        }
        switch frame.opcode {
        case .text: receive(context, Array(frame.unmaskedData.readableBytesView))
        case .binary: close(context, .unacceptableData, "JMAP is text.")
        case .ping: send(context, .init(fin: true, opcode: .pong, data: frame.unmaskedData))
        case .connectionClose:
            closing = true
            send(
                context,
                .init(
                    fin: true, opcode: .connectionClose,
                    data: frame.unmaskedData.getSlice(at: frame.unmaskedData.readerIndex, length: min(2, frame.unmaskedData.readableBytes))
                        ?? ByteBuffer()))
            context.close(promise: nil)
        default: break
        }
    }

    /// Reads no further while enough requests are in work: the client's TCP window does the rest.
    func read(context: ChannelHandlerContext) {
        if inWork >= limits.requestsPerSocket { readHeld = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { flushPush(context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            close(context, .goingAway, "The server is restarting.")
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isTooLarge = error is NIOWebSocketFrameAggregator.Error || (error as? NIOWebSocketError) == .invalidFrameLength
        close(context, isTooLarge ? .messageTooLarge : .protocolError, "")
    }

    private func receive(_ context: ChannelHandlerContext, _ bytes: [UInt8]) {
        switch SocketMessage(bytes) {
        case .request(let id, let request):
            work(context) { [person, jmap] in await Self.answer(request, id: id, person: person, jmap: jmap) }
        case .wrong(let id, let type, let detail): send(context, SocketMessage.error(type, detail, to: id))
        case .pushDisable: stopPush()
        case .pushEnable(let types, let since): startPush(context, types, since)
        }
    }

    private static func answer(_ request: [UInt8], id: String?, person: Person, jmap: JMAPPort) async -> [UInt8] {
        do {
            return SocketMessage.answer(try await jmap.call(person, request), to: id)
        } catch {
            return SocketMessage.error(
                error.kind.jmapType, error.message.isEmpty ? error.kind.words : error.message, to: id, status: error.kind.httpStatus)
        }
    }

    private func work(_ context: ChannelHandlerContext, _ body: @escaping @Sendable () async -> [UInt8]) {
        guard inWork < limits.requestsPerSocket else { return queue.append(body) }
        inWork += 1
        let number = nextTask
        nextTask += 1
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        tasks[number] = Task {
            let answer = await body()
            loop.execute {
                let (handler, context) = bound.value
                handler.tasks[number] = nil
                handler.inWork -= 1
                if context.channel.isActive { handler.send(context, answer) }
                if !handler.queue.isEmpty {
                    handler.work(context, handler.queue.removeFirst())
                } else if handler.readHeld {
                    handler.readHeld = false
                    context.read()
                }
            }
        }
    }

    private func stopPush() {
        pushTask?.cancel()
        listenTask?.cancel()
        pushTask = nil
        listenTask = nil
        unsent = [:]
        unsentMessages = []
    }

    private func startPush(_ context: ChannelHandlerContext, _ types: Set<String>?, _ since: String?) {
        stopPush()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let (loop, jmap, user) = (context.eventLoop, jmap, person.id)
        let messages = jmap.messages(user)
        listenTask = Task {
            for await message in messages {
                loop.execute {
                    let (handler, context) = bound.value
                    handler.say(context, message)
                }
            }
        }
        pushTask = Task {
            let changes = await jmap.changes(user)
            @Sendable func hand(_ states: JMAPPort.States, _ name: String?) {
                let wanted = PushState.filter(states, types: types)
                guard !wanted.isEmpty, !Task.isCancelled else { return }
                loop.execute {
                    let (handler, context) = bound.value
                    handler.push(context, wanted, name)
                }
            }
            if let since, let now = try? await jmap.states(user), PushState.name(now) != since { hand(now, PushState.name(now)) }
            for await changed in changes { hand(changed, try? await PushState.name(jmap.states(user))) }
        }
    }

    private func push(_ context: ChannelHandlerContext, _ states: JMAPPort.States, _ name: String?) {
        guard pushTask != nil else { return }
        for (account, types) in states { unsent[account, default: [:]].merge(types) { $1 } }
        unsentName = name
        if context.channel.isWritable { flushPush(context) }
    }

    /// What a plugin says; while the client does not read, the newest 64 wait.
    private func say(_ context: ChannelHandlerContext, _ message: JSON) {
        guard listenTask != nil else { return }
        unsentMessages.append(message)
        if unsentMessages.count > 64 { unsentMessages.removeFirst() }
        if context.channel.isWritable { flushPush(context) }
    }

    private func flushPush(_ context: ChannelHandlerContext) {
        let messages = unsentMessages
        unsentMessages = []
        for message in messages { send(context, message.bytes) }
        guard !unsent.isEmpty else { return }
        let change = PushState.change(unsent, pushState: unsentName)
        unsent = [:]
        send(context, change.bytes)
    }

    private func send(_ context: ChannelHandlerContext, _ text: [UInt8]) {
        send(context, WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text)))
    }

    private func send(_ context: ChannelHandlerContext, _ frame: WebSocketFrame) {
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    /// Says why it ends. Whoever is still sending gets a second to read that: closing at once would take the word back with what is unread.
    private func close(_ context: ChannelHandlerContext, _ code: WebSocketErrorCode, _ reason: String) {
        guard !closing else { return }
        closing = true
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        data.writeString(reason)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))).whenComplete { _ in
            guard code != .goingAway else { return bound.value.close(promise: nil) }
            bound.value.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
        }
    }
}
