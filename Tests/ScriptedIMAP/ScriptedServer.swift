public import Core
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Plays scripts on a loopback port: the first connection gets the first script, the second the second, and all later ones the last.
public final class ScriptedServer: Sendable {
    /// The port it listens on.
    public let port: Int
    private let channel: any Channel
    private let log: Log

    /// What happened, for a test to look at.
    fileprivate final class Log: Sendable {
        private let inside = Mutex<(heard: [[String]], complaints: [String], accepted: Int)>(([], [], 0))
        func accept() -> Int {
            inside.withLock {
                $0.accepted += 1
                $0.heard.append([])
                return $0.accepted - 1
            }
        }
        func hear(_ line: String, on connection: Int) { inside.withLock { $0.heard[connection].append(line) } }
        func complain(_ text: String) { inside.withLock { $0.complaints.append(text) } }
        var heard: [[String]] { inside.withLock { $0.heard } }
        var complaints: [String] { inside.withLock { $0.complaints } }
    }

    /// Starts listening. With a certificate and key (PEM) it speaks TLS: from the first byte, or from the `S:` line after STARTTLS on.
    /// `cutAfter` closes each connection when that many bytes were said.
    public init(
        _ scripts: [Script], tls: (certificate: String, key: String)? = nil, startsWithTLS: Bool = true, cutAfter: Int? = nil, port: Int = 0
    ) async throws {
        let log = Log()
        self.log = log
        let context: NIOSSLContext? = try tls.map {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array($0.certificate.utf8)).map { NIOSSLCertificateSource.certificate($0) }
            let key = try NIOSSLPrivateKey(bytes: Array($0.key.utf8), format: .pem)
            return try NIOSSLContext(configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
        }
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            // Without a port of one's own, reuse could give two servers the same one.
            .serverChannelOption(.socketOption(.so_reuseaddr), value: port == 0 ? 0 : 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let number = log.accept()
                    let script = scripts[min(number, scripts.count - 1)]
                    if let context, startsWithTLS { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
                    try channel.pipeline.syncOperations.addHandler(
                        Player(script, log, number, cutAfter: cutAfter, startTLS: startsWithTLS ? nil : context))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        self.port = channel.localAddress?.port ?? 0
    }

    deinit { channel.close(promise: nil) }

    /// Where it is, without TLS unless told otherwise.
    public func address(_ tls: ServerAddress.TLS = .none) -> ServerAddress { ServerAddress(host: "localhost", port: port, tls: tls) }

    /// What each connection said, line by line; literals are one line.
    public var heard: [[String]] { log.heard }
    /// Lines that did not come as written.
    public var complaints: [String] { log.complaints }

    /// Stops listening. Connections that play go on.
    public func close() async { try? await channel.close().get() }

    /// One connection's play.
    private final class Player: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = ByteBuffer
        private var steps: [Script.Step]
        private var at = 0
        private var again = 0
        private var line: [UInt8] = []
        private var tags: [String: String] = [:]
        private var said = 0
        private let cutAfter: Int?
        private let log: Log
        private let number: Int
        private let startTLS: NIOSSLContext?
        private var isOver = false
        private var literalLeft = 0

        init(_ script: Script, _ log: Log, _ number: Int, cutAfter: Int?, startTLS: NIOSSLContext?) {
            steps = script.steps
            (self.log, self.number, self.cutAfter, self.startTLS) = (log, number, cutAfter, startTLS)
        }

        func channelActive(context: ChannelHandlerContext) {
            play(context)
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for byte in unwrapInboundIn(data).readableBytesView {
                line.append(byte)
                if literalLeft > 0 {
                    literalLeft -= 1
                    continue
                }
                guard byte == 0x0a else { continue }
                let text = String(decoding: line.dropLast(line.dropLast().last == 0x0d ? 2 : 1), as: UTF8.self)
                if let size = literal(text) {
                    literalLeft = size
                    // A literal that does not wait is part of its line.
                    if text.hasSuffix("+}") { continue }
                }
                line = []
                hear(text, context)
            }
        }

        private func literal(_ text: String) -> Int? {
            guard text.hasSuffix("}"), let brace = text.lastIndex(of: "{") else { return nil }
            return Int(text[text.index(after: brace)...].dropLast(text.hasSuffix("+}") ? 2 : 1))
        }

        private func hear(_ text: String, _ context: ChannelHandlerContext) {
            guard !isOver else { return }
            log.hear(text, on: number)
            guard at < steps.count, case .hear(let expected) = steps[at] else {
                if at < steps.count, steps[at] == .silence { return }
                log.complain("unexpected: \(text)")
                return over(context)
            }
            at += 1
            guard matches(text, expected) else {
                log.complain("expected \(expected), heard \(text)")
                return over(context)
            }
            play(context)
        }

        private func matches(_ text: String, _ expected: String) -> Bool {
            var text = text[...]
            var expected = expected[...]
            if expected.hasPrefix("TAG") {
                let name = String(expected.prefix { $0 != " " })
                let tag = String(text.prefix { $0 != " " })
                tags[name] = tag
                tags["TAG"] = tag
                expected = expected.dropFirst(name.count)
                text = text.dropFirst(tag.count)
            }
            return expected.hasSuffix("*") ? text.hasPrefix(expected.dropLast()) : text == expected
        }

        private func play(_ context: ChannelHandlerContext) {
            while at < steps.count, !isOver {
                switch steps[at] {
                case .hear, .silence: return
                case .say(let bytes): say(bytes, context)
                case .cut: return over(context)
                case .again: again = at
                case .loop: at = again
                }
                at += 1
            }
        }

        private func say(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
            var bytes = bytes
            if bytes.starts(with: "TAG".utf8) {
                let name = String(decoding: bytes.prefix { $0 != 0x20 }, as: UTF8.self)
                bytes.replaceSubrange(0..<name.utf8.count, with: Array((tags[name] ?? "?").utf8))
            }
            if let cutAfter, said + bytes.count >= cutAfter {
                bytes = Array(bytes.prefix(cutAfter - said))
                context.write(wrap(bytes, context), promise: nil)
                return over(context)
            }
            said += bytes.count
            context.writeAndFlush(wrap(bytes, context), promise: nil)
            if let startTLS, at > 0, case .hear(let line) = steps[at - 1], line.hasSuffix("STARTTLS"), bytes.last == 0x0a {
                try? context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: startTLS), position: .first)
            }
        }

        private func wrap(_ bytes: [UInt8], _ context: ChannelHandlerContext) -> NIOAny {
            NIOAny(context.channel.allocator.buffer(bytes: bytes))
        }

        private func over(_ context: ChannelHandlerContext) {
            isOver = true
            context.flush()
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
