import Core
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOWebSocket

/// Turns a connection into a WebSocket when a request asks for it and may have it; every other request passes through.
/// It sits behind the HTTP codec, so an upgrade works on any request of a kept-alive connection, as proxies send it.
final class WebSocketGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Whether a request may become a WebSocket: the person it is for, or nil to let the router say why not.
    typealias Authorize = @Sendable (HTTPRequest, IPAddress?) async -> Person?
    /// The handler of the frames of one person's socket.
    typealias MakeHandler = @Sendable (Person) -> SocketHandler

    private let authorize: Authorize
    private let makeHandler: MakeHandler
    private let maxMessage: Int
    private var inWork = 0
    private var waiting: (head: HTTPRequest, parts: [HTTPRequestPart], ended: Bool)?

    init(maxMessage: Int, authorize: @escaping Authorize, makeHandler: @escaping MakeHandler) {
        self.maxMessage = maxMessage
        self.authorize = authorize
        self.makeHandler = makeHandler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if waiting != nil {
            waiting?.parts.append(part)
            if case .end = part { waiting?.ended = true }
            return
        }
        if case .head(let head) = part {
            if inWork == 0, Self.asksForUpgrade(head) {
                waiting = (head, [], false)
                ask(context, head)
                return
            }
            inWork += 1
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { inWork = max(0, inWork - 1) }
        context.write(data, promise: promise)
    }

    private func ask(_ context: ChannelHandlerContext, _ head: HTTPRequest) {
        let (authorize, peer) = (authorize, context.channel.remoteAddress?.ipAddress.flatMap(IPAddress.init))
        let bound = NIOLoopBound((context, self), eventLoop: context.eventLoop)
        let channel = context.channel
        context.eventLoop.makeFutureWithTask { await authorize(head, peer) }.flatMap { person -> EventLoopFuture<(Person, HTTPFields)?> in
            guard let person, let key = head.headerFields[.secWebSocketKey] else { return channel.eventLoop.makeSucceededFuture(nil) }
            return WebSocketKey.answer(key, on: channel).map { (person, $0) }
        }.whenComplete { result in
            let (context, gate) = bound.value
            if case .success(let (person, headers)?) = result { gate.upgrade(context, headers, person) } else { gate.pass(context) }
        }
    }

    /// Lets the router answer. The parser stops after a request that asked for an upgrade, so the connection ends with it.
    private func pass(_ context: ChannelHandlerContext) {
        guard let waiting else { return }
        self.waiting = nil
        inWork += 1
        var head = waiting.head
        head.headerFields[.connection] = "close"
        context.fireChannelRead(wrapInboundOut(.head(head)))
        for part in waiting.parts { context.fireChannelRead(wrapInboundOut(part)) }
        context.fireChannelReadComplete()
    }

    private func upgrade(_ context: ChannelHandlerContext, _ headers: HTTPFields, _ person: Person) {
        guard context.channel.isActive else { return pass(context) }
        waiting = nil
        context.write(wrapOutboundOut(.head(.init(status: .switchingProtocols, headerFields: headers))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        do {
            let pipeline = context.pipeline.syncOperations
            if let idle = try? pipeline.handler(type: HTTPConnectionStateHandler.self) { _ = pipeline.removeHandler(idle) }
            // In front of the HTTP codec: from here on bytes are frames, and nothing of them reaches HTTP again.
            try pipeline.addHandlers(
                [
                    WebSocketFrameEncoder(), ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: maxMessage)),
                    NIOWebSocketFrameAggregator(
                        minNonFinalFragmentSize: 1, maxAccumulatedFrameCount: 4096, maxAccumulatedFrameSize: maxMessage),
                    makeHandler(person),
                ], position: .first)
        } catch {
            context.close(promise: nil)
        }
    }

    private static func asksForUpgrade(_ head: HTTPRequest) -> Bool {
        head.headerFields[.upgrade] != nil && head.headerFields[.connection]?.lowercased().contains("upgrade") == true
    }

    /// What RFC 6455 4.2.1 and RFC 8887 4.1 ask of the request; nil when all of it holds, else what does not.
    static func fault(_ head: HTTPRequest) -> String? {
        guard head.method == .get, head.headerFields[.upgrade]?.lowercased() == "websocket" else {
            return "Only WebSockets are spoken here."
        }
        guard head.headerFields[.secWebSocketVersion] == "13" else { return "Sec-WebSocket-Version must be 13." }
        guard let key = head.headerFields[.secWebSocketKey], WebSocketKey.isValid(key) else { return "Sec-WebSocket-Key is not valid." }
        let protocols = head.headerFields[values: .secWebSocketProtocol].flatMap { $0.split(separator: ",") }.map { $0.trimming() }
        return protocols.contains("jmap") ? nil : "The sub-protocol must be jmap."
    }
}
