import CRunner
import Core
import Foundation
import Synchronization

/// The socket and the stderr of one runner, with a thread that reads both. Sending never waits: what does not fit is kept, up to a limit.
final class RunnerWire: Sendable {
    /// Who hears what comes. Called on the wire's thread, and it may take its time: meanwhile the runner waits.
    struct Ear: Sendable {
        /// A frame came.
        var frame: @Sendable (Frame) -> Void
        /// Something came that no runner says, or the runner closed its end and lives on.
        var broken: @Sendable (_ why: String) -> Void
        /// Nothing will come any more. What it wrote to stderr last.
        var ended: @Sendable (_ tail: String) -> Void
    }

    private struct Outgoing {
        var chunks: [[UInt8]] = []
        var sent = 0
        var bytes = 0
        var isClosed = false
        var isFinishing = false
    }

    private let socket: Int32
    private let errors: Int32
    private let wake: Int32
    private let limit: Int
    private let ear: Ear
    private let outgoing = Mutex(Outgoing())

    /// A wire that reads from now on. It owns both descriptors. At most `limit` bytes wait to be sent.
    init(socket: Int32, errors: Int32, limit: Int, ear: Ear) {
        self.socket = socket
        self.errors = errors
        self.limit = limit
        self.ear = ear
        wake = mf_wake_make()
        let thread = Thread { [self] in run() }
        thread.stackSize = 512 << 10
        thread.name = "wire"
        thread.start()
    }

    /// Sends, now or when there is room. False when more than the limit waits already.
    func send(_ bytes: [UInt8]) -> Bool {
        outgoing.withLock { out in
            guard !out.isClosed else { return true }
            var done = 0
            if out.chunks.isEmpty {
                let sent = bytes.withUnsafeBytes { mf_runner_send(socket, $0.baseAddress, $0.count) }
                // Nobody there: the reading thread finds out, too.
                if sent < 0 { return true }
                done = sent
            }
            guard done < bytes.count else { return true }
            guard out.bytes + bytes.count - done <= limit else { return false }
            out.chunks.append(done == 0 ? bytes : Array(bytes[done...]))
            out.bytes += bytes.count - done
            mf_wake(wake)
            return true
        }
    }

    /// The process is gone: what it left in both pipes is still heard, then the wire ends.
    func finish() {
        outgoing.withLock {
            $0.isFinishing = true
            if !$0.isClosed { mf_wake(wake) }
        }
    }

    // MARK: - The thread

    /// Frames a second that a runner is listened to, many times what any plugin needs; then it waits for the next second.
    private static let framesASecond = 100_000
    private static let stderrASecond = 1 << 20
    private static let tail = 4096

    private func run() {
        var reader = FrameReader()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        var tail: [UInt8] = []
        var hears = true
        var reads = true
        var closedAt: DispatchTime?
        var pace = Pace()
        while true {
            let (waiting, finishing) = outgoing.withLock { (!$0.chunks.isEmpty, $0.isFinishing) }
            var polled = [
                pollfd(fd: hears ? socket : -1, events: Int16(POLLIN) | (waiting ? Int16(POLLOUT) : 0), revents: 0),
                pollfd(fd: reads && pace.stderr < RunnerWire.stderrASecond ? errors : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            if !finishing { _ = poll(&polled, nfds_t(polled.count), closedAt != nil || pace.stderr > 0 ? 100 : -1) }
            if polled[2].revents != 0 { mf_wake_clear(wake) }
            if polled[0].revents & Int16(POLLOUT) != 0 { flush() }
            pace.tick()
            if hears, finishing || polled[0].revents & ~Int16(POLLOUT) != 0 {
                repeat {
                    let got = recv(socket, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
                    if got < 0, errno == EAGAIN || errno == EINTR { break }
                    guard got > 0 else {
                        hears = false
                        closedAt = .now()
                        break
                    }
                    do throws(Failure) {
                        try reader.feed(UnsafeRawBufferPointer(rebasing: buffer[..<got])) {
                            pace.frames += 1
                            ear.frame($0)
                        }
                    } catch {
                        hears = false
                        ear.broken("It wrote to the server's connection what no runner writes (\(error.detail)).")
                    }
                } while finishing && hears
            }
            if reads, finishing || polled[1].revents != 0 {
                repeat {
                    let got = read(errors, buffer.baseAddress, 16 << 10)
                    if got < 0, errno == EAGAIN || errno == EINTR { break }
                    guard got > 0 else {
                        reads = false
                        break
                    }
                    pace.stderr += got
                    tail += buffer[..<got]
                    if tail.count > RunnerWire.tail { tail.removeFirst(tail.count - RunnerWire.tail) }
                    // One that is dead cannot write any more, but a copy of it might.
                } while finishing && reads && pace.stderr < 4 * RunnerWire.stderrASecond
            }
            if finishing { break }
            if let closed = closedAt, DispatchTime.now().uptimeNanoseconds &- closed.uptimeNanoseconds > 500_000_000 {
                closedAt = nil
                ear.broken("It closed its connection to the server.")
            }
            if pace.frames > RunnerWire.framesASecond { usleep(pace.rest) }
        }
        outgoing.withLock {
            $0.isClosed = true
            $0.chunks = []
            close(socket)
            close(errors)
            close(wake)
        }
        ear.ended(String(decoding: tail, as: UTF8.self))
    }

    private func flush() {
        outgoing.withLock { out in
            while let first = out.chunks.first {
                let sent = first.withUnsafeBytes { mf_runner_send(socket, $0.baseAddress.map { $0 + out.sent }, $0.count - out.sent) }
                guard sent > 0 else {
                    if sent < 0 { (out.chunks, out.bytes, out.sent) = ([], 0, 0) }
                    return
                }
                out.sent += sent
                out.bytes -= sent
                guard out.sent == first.count else { return }
                out.chunks.removeFirst()
                out.sent = 0
            }
        }
    }
}

/// What came in this second.
private struct Pace {
    var frames = 0
    var stderr = 0
    private var began = DispatchTime.now().uptimeNanoseconds

    /// Begins anew when the second is over.
    mutating func tick() {
        let now = DispatchTime.now().uptimeNanoseconds
        guard now &- began >= 1_000_000_000 else { return }
        (frames, stderr, began) = (0, 0, now)
    }

    /// Microseconds until the second is over.
    var rest: UInt32 {
        let gone = DispatchTime.now().uptimeNanoseconds &- began
        return gone >= 1_000_000_000 ? 0 : UInt32((1_000_000_000 - gone) / 1000)
    }
}
