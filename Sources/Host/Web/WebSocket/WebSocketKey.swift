import Foundation
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The handshake of RFC 6455 4.2.2.
enum WebSocketKey {
    /// Whether a key is 16 bytes in Base64.
    static func isValid(_ key: String) -> Bool { key.utf8.count == 24 && Data(base64Encoded: key)?.count == 16 }

    /// The header fields of the 101 answer to a request with this key.
    static func answer(_ key: String, on channel: any Channel) -> EventLoopFuture<HTTPFields> {
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: "/ws", headers: ["Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"])
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        return upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:]).map { headers in
            [
                .upgrade: "websocket", .connection: "Upgrade", .secWebSocketProtocol: "jmap",
                .secWebSocketAccept: headers.first(name: "Sec-WebSocket-Accept") ?? "",
            ]
        }
    }
}
