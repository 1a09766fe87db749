import NIOCore
import NIOHTTPTypes

/// Ends a connection whose request was answered before its body had arrived, instead of reading the rest of it for nothing.
/// The answer gets two seconds to reach the client before the door closes.
final class LingeringClose: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private var bodyOpen = false
    private var dropping = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: bodyOpen = true
        case .end: bodyOpen = false
        case .body: if dropping { return }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data), bodyOpen, !dropping {
            // A body that fits one read is usually on its way already: only a body that keeps coming is cut off.
            dropping = true
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .seconds(2)) {
                let (handler, context) = bound.value
                if handler.bodyOpen { context.close(promise: nil) } else { handler.dropping = false }
            }
        }
        context.write(data, promise: promise)
    }
}
