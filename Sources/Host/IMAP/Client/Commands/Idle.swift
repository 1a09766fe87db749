import Core
import NIOCore

extension IMAPConnection {
    /// From now on the connection is in IDLE (RFC 2177) whenever no command is under way, renewed in time; NOOP at intervals where IDLE is not offered.
    /// `events` tells. When the server stops answering, the connection closes.
    public func startIdling() {
        let conversation = conversation
        loop.execute { conversation.setIdling(true) }
    }

    /// Ends what `startIdling` began.
    public func stopIdling() {
        let conversation = conversation
        loop.execute { conversation.setIdling(false) }
    }
}
