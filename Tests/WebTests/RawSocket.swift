import Foundation
import NIOCore
import NIOPosix

/// A TCP connection to the server under test that says exactly what it is told, WebSocket frames included.
struct RawSocket {
    let inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Connects, runs a body, and closes.
    static func with<T>(port: Int, _ body: (inout Talk) async throws -> T) async throws -> T {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(host: "localhost", port: port) {
            channel in
            channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel) }
        }
        return try await channel.executeThenClose { inbound, outbound in
            var talk = Talk(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&talk)
        }
    }

    struct Ended: Error {}

    struct Talk {
        var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        var buffer = ByteBuffer()

        func say(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text.replacing("\n", with: "\r\n"))) }
        func say(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

        mutating func more() async throws {
            guard var next = try await inbound.next() else { throw Ended() }
            buffer.writeBuffer(&next)
        }

        /// An answer's head and, by its Content-Length, its body.
        mutating func answer() async throws -> (status: Int, head: String, body: String) {
            while true {
                let text = String(decoding: buffer.readableBytesView, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n") {
                    let head = String(text[..<end.lowerBound])
                    let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
                    let length = head.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
                    let headBytes = head.utf8.count + 4
                    if buffer.readableBytes >= headBytes + length {
                        buffer.moveReaderIndex(forwardBy: headBytes)
                        return (status, head, buffer.readString(length: length) ?? "")
                    }
                }
                try await more()
            }
        }

        /// Sends a masked frame.
        func frame(_ opcode: UInt8, _ payload: [UInt8], final: Bool = true) async throws {
            var bytes: [UInt8] = [(final ? 0x80 : 0) | opcode]
            switch payload.count {
            case 0..<126: bytes.append(0x80 | UInt8(payload.count))
            case 126..<65536: bytes += [0x80 | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
            default: bytes += [0x80 | 127] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
            }
            let mask: [UInt8] = [1, 2, 3, 4]
            try await say(bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] })
        }

        func text(_ text: String) async throws { try await frame(1, Array(text.utf8)) }

        /// The next frame of the server.
        mutating func frame() async throws -> (opcode: UInt8, payload: [UInt8]) {
            while true {
                let bytes = Array(buffer.readableBytesView.prefix(10))
                if bytes.count >= 2 {
                    var (length, head) = (Int(bytes[1] & 127), 2)
                    if length == 126, bytes.count >= 4 { (length, head) = (Int(bytes[2]) << 8 | Int(bytes[3]), 4) }
                    if length == 127, bytes.count >= 10 { (length, head) = (bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }, 10) }
                    if buffer.readableBytes >= head + length {
                        buffer.moveReaderIndex(forwardBy: head)
                        return (bytes[0] & 15, buffer.readBytes(length: length) ?? [])
                    }
                }
                try await more()
            }
        }
    }
}
