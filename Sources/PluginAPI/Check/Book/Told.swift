import CPuppet

/// What a puppet tells.
struct Told: Sendable {
    enum Kind: UInt16, Sendable {
        case loaded = 64
        case started, found, turn, call, gaveUp, reply, log, looked, measured, fault, late, network
    }

    var kind: Kind
    var verb: UInt32
    var status: Int32
    var token: UInt64
    var texts: [[UInt8]]

    /// The first text, as one.
    var line: String { String(decoding: texts.first ?? [], as: UTF8.self) }
}

/// What a puppet is asked.
struct Ask: Sendable {
    enum Kind: UInt16, Sendable {
        case load = 1
        case offer, start, find, handle, cancel, answer, stopping, stop, reader, measure, bye
    }

    var kind: Kind
    var verb: UInt32 = 0
    var status: Int32 = 0
    var token: UInt64 = 0
    var texts: [[UInt8]] = []

    /// The frame (puppet.h).
    var bytes: [UInt8] {
        var body: [UInt8] = []
        for text in texts {
            withUnsafeBytes(of: UInt32(text.count)) { body += $0 }
            body += text
        }
        let head = mf_puppet_head(
            length: UInt32(body.count), kind: kind.rawValue, count: UInt16(texts.count), verb: verb, status: status, token: token)
        return withUnsafeBytes(of: head) { Array($0) } + body
    }
}
