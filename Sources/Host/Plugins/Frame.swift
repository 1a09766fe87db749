import Core

/// One frame between the server and `mailflow-runner`: a head of 24 bytes, then `count` times a length and that many bytes.
struct Frame: Equatable, Sendable {
    /// What it says. Below 16 the server speaks, from 16 on the runner.
    enum Kind: UInt16, Sendable {
        case start = 1, find, handle, cancel, stop, answer
        case hello = 16, started, found, call, giveUp, reply, log, turnDone, missed
    }

    /// The version both sides must speak. They are built and shipped together.
    static let version: UInt32 = 2
    static let headSize = 24

    var kind: Kind
    var verb: UInt32 = 0
    var status: Int32 = 0
    var token: UInt64 = 0
    var arguments: [[UInt8]] = []

    /// The frame as it goes over the socket.
    var bytes: [UInt8] {
        let length = arguments.reduce(0) { $0 + 4 + $1.count }
        var out: [UInt8] = []
        out.reserveCapacity(Frame.headSize + length)
        out.append(little: UInt32(clamping: length))
        out.append(little: kind.rawValue)
        out.append(little: UInt16(clamping: arguments.count))
        out.append(little: verb)
        out.append(little: UInt32(bitPattern: status))
        out.append(little: token)
        for argument in arguments {
            out.append(little: UInt32(clamping: argument.count))
            out += argument
        }
        return out
    }
}

/// Takes the bytes of a runner as they come and gives the frames in them. Does no I/O.
struct FrameReader {
    private var buffer: [UInt8] = []
    private var start = 0

    /// The most bytes behind a head, by what the frame says.
    private static func limit(_ kind: Frame.Kind) -> Int {
        switch kind {
        case .call: Catalogue.callLimit + 16 * 4
        case .reply: Catalogue.answerLimit + 4
        case .log: 4096 + 4
        case .hello, .started: 1024
        case .missed: 64 + 4
        default: 0
        }
    }

    /// Adds bytes, and gives each frame that is whole now. Fails with `invalid` at what no runner says.
    mutating func feed(_ bytes: UnsafeRawBufferPointer, _ take: (Frame) -> Void) throws(Failure) {
        buffer.append(contentsOf: bytes)
        while let frame = try next() { take(frame) }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
            start = 0
        } else if start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
    }

    private mutating func next() throws(Failure) -> Frame? {
        guard buffer.count - start >= Frame.headSize else { return nil }
        let length = Int(little(start, UInt32.self))
        guard let kind = Frame.Kind(rawValue: little(start + 4, UInt16.self)), kind.rawValue >= 16 else {
            throw Failure(.invalid, "a frame of no kind")
        }
        let count = Int(little(start + 6, UInt16.self))
        guard length <= FrameReader.limit(kind), count <= 16 else { throw Failure(.invalid, "a \(kind) of \(length) bytes") }
        guard buffer.count - start >= Frame.headSize + length else { return nil }
        var frame = Frame(
            kind: kind, verb: little(start + 8, UInt32.self), status: Int32(bitPattern: little(start + 12, UInt32.self)),
            token: little(start + 16, UInt64.self))
        var at = start + Frame.headSize
        let end = at + length
        frame.arguments.reserveCapacity(count)
        for _ in 0..<count {
            guard end - at >= 4 else { throw Failure(.invalid, "a \(kind) that is too short") }
            let size = Int(little(at, UInt32.self))
            at += 4
            guard end - at >= size else { throw Failure(.invalid, "a \(kind) that is too short") }
            frame.arguments.append(Array(buffer[at..<(at + size)]))
            at += size
        }
        guard at == end else { throw Failure(.invalid, "a \(kind) that is too long") }
        start = end
        return frame
    }

    private func little<Number: FixedWidthInteger>(_ at: Int, _: Number.Type) -> Number {
        buffer.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: at, as: Number.self)) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(little number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
