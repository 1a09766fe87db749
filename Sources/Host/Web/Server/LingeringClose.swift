import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before its body had arrived, instead of reading the rest of it for nothing.
/// The answer gets two seconds to reach the client before the door closes.
final class LingeringClose: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How many requests have begun: names the one whose body is given up.
    private var request = 0
    private var bodyOpen = false
    private var dropping = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            request += 1
            bodyOpen = true
        case .end:
            bodyOpen = false
            dropping = false
        case .body: if dropping { return }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), bodyOpen, !dropping {
            // A short body is on its way already and ends in time; only one that keeps coming is cut off.
            dropping = true
            let given = request
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .seconds(2)) {
                let (handler, context) = bound.value
                if handler.dropping, handler.request == given { context.close(promise: nil) }
            }
        }
        context.write(data, promise: promise)
    }
}
