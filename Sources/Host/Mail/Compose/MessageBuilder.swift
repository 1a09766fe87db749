import CGMimeFace
public import Core
public import Foundation

/// Writes a message as RFC 5322 bytes with CRLF line ends.
public enum MessageBuilder {
    /// How the References chain is kept short (RFC 5322 asks for all; servers refuse endless headers): the first and the newest.
    static let maxReferences = 40

    /// The bytes. `includeBcc` is for the copy in Sent and for drafts only; both renderings have the same Message-ID.
    public static func build(_ message: OutgoingMessage, includeBcc: Bool = false) throws(Failure) -> [UInt8] {
        let made = try make(message, includeBcc)
        defer { mf_message_free(made) }
        var out = mf_bytes()
        guard mf_message_write(made, nil, &out) else {
            mf_bytes_free(out)
            throw Failure(.failed, "an attachment could not be read")
        }
        return LineEnds.crlf([UInt8](taking: out))
    }

    /// Writes the message to a file, every line ended by CRLF; attachments that are files are streamed into it.
    public static func write(_ message: OutgoingMessage, to file: URL, includeBcc: Bool = false) throws(Failure) {
        let made = try make(message, includeBcc)
        defer { mf_message_free(made) }
        var out = mf_bytes()
        guard mf_message_write(made, file.path, &out) else { throw Failure(.failed, "the message could not be written") }
    }

    private static func make(_ message: OutgoingMessage, _ includeBcc: Bool) throws(Failure) -> OpaquePointer {
        try check(message)
        let made = mf_message_new()!
        do throws(Failure) {
            let lists: [(String, [Address])] = [
                ("From", message.from), ("Sender", message.sender.map { [$0] } ?? []), ("Reply-To", message.replyTo), ("To", message.to),
                ("Cc", message.cc),
                ("Bcc", includeBcc ? message.bcc : []),
            ]
            for (kind, addresses) in lists {
                for address in addresses { mf_message_address(made, kind, HeaderText.clean(address.name), try address.wire()) }
            }
            mf_message_header(made, "Subject", HeaderText.clean(message.subject))
            mf_message_header(made, "Date", DateHeader.text(message.date))
            mf_message_header(made, "Message-ID", "<\(message.messageId)>")
            if !message.inReplyTo.isEmpty {
                mf_message_header(made, "In-Reply-To", message.inReplyTo.map { "<\($0)>" }.joined(separator: " "))
            }
            let chain = message.references
            let kept = chain.count > maxReferences ? [chain[0]] + chain.suffix(maxReferences - 1) : chain
            if !kept.isEmpty { mf_message_header(made, "References", kept.map { "<\($0)>" }.joined(separator: " ")) }
            switch message.priority {
            case .high:
                mf_message_header(made, "X-Priority", "1 (Highest)")
                mf_message_header(made, "Importance", "high")
            case .low:
                mf_message_header(made, "X-Priority", "5 (Lowest)")
                mf_message_header(made, "Importance", "low")
            case .normal: break
            }
            for header in message.extraHeaders { mf_message_header(made, header.name, header.value) }
            mf_message_header(made, "MIME-Version", "1.0")
            mf_message_root(made, try BodyBuilder.root(message))
            return made
        } catch {
            mf_message_free(made)
            throw error
        }
    }

    /// Refuses whatever could add a header or lose the message.
    private static func check(_ message: OutgoingMessage) throws(Failure) {
        guard !message.from.isEmpty else { throw Failure(.invalid, "no From", message: "The message has no sender.") }
        func isLine(_ text: String) -> Bool { !text.utf8.contains { $0 == 13 || $0 == 10 || $0 == 0 } }
        func isID(_ id: String) -> Bool {
            id.utf8.count <= 900 && id.utf8.contains(64) && id.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 }
        }
        func known(_ id: String) -> Bool {
            !id.isEmpty && id.utf8.count <= 998 && id.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != 60 && $0 != 62 }
        }
        let all = message.from + message.replyTo + message.to + message.cc + message.bcc + (message.sender.map { [$0] } ?? [])
        guard isLine(message.subject), all.allSatisfy({ isLine($0.name) && isLine($0.email) }),
            message.attachments.allSatisfy({ isLine($0.name) && isLine($0.type) })
        else {
            throw Failure(.invalid, "line end in a header value", message: "A name, address or the subject contains a line break.")
        }
        guard isID(message.messageId), (message.inReplyTo + message.references).allSatisfy(known) else {
            throw Failure(.invalid, "not a message id")
        }
        for (name, value) in message.extraHeaders {
            let isName = !name.isEmpty && name.utf8.count <= 76 && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 58 }
            guard isName, isLine(value), value.utf8.count <= 20_000 else { throw Failure(.invalid, "extra header") }
            let taken = [
                "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to", "references",
                "mime-version",
            ]
            guard !taken.contains(name.lowercased()), !name.lowercased().hasPrefix("content-") else {
                throw Failure(.invalid, "extra header \(name) is set by the message")
            }
        }
    }
}

/// The Date header (RFC 5322 3.3).
enum DateHeader {
    static func text(_ date: SentDate) -> String {
        let local = Timestamp(milliseconds: date.time.milliseconds + Int64(date.offset) * 60_000)
        let text = Array(UTCDate.text(local).utf8)
        func number(_ range: Range<Int>) -> Int { Int(String(decoding: text[range], as: UTF8.self)) ?? 0 }
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int((Double(local.milliseconds) / 86_400_000).rounded(.down))
        let weekday = days[((day % 7) + 7) % 7]
        let time = String(decoding: text[11..<19], as: UTF8.self)
        let zone = abs(date.offset)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(weekday), \(number(8..<10)) \(months[max(0, min(11, number(5..<7) - 1))]) \(String(decoding: text[0..<4], as: UTF8.self)) \(time) "
            + "\(date.offset < 0 ? "-" : "+")\(two(zone / 60))\(two(zone % 60))"
    }
}

/// Line ends on the wire.
public enum LineEnds {
    /// Every line end as CRLF: bare CR and bare LF are made whole, so that nothing in a message can end it early (SMTP smuggling).
    public static func crlf(_ bytes: [UInt8]) -> [UInt8] {
        var isClean = true
        var at = 0
        while at < bytes.count {
            if bytes[at] == 13 {
                if at + 1 < bytes.count, bytes[at + 1] == 10 { at += 2; continue }
                isClean = false
                break
            }
            if bytes[at] == 10 {
                isClean = false
                break
            }
            at += 1
        }
        if isClean { return bytes }
        var out = Array(bytes[..<at])
        out.reserveCapacity(bytes.count + bytes.count / 32)
        while at < bytes.count {
            let byte = bytes[at]
            if byte == 13 || byte == 10 {
                out.append(13)
                out.append(10)
                at += byte == 13 && at + 1 < bytes.count && bytes[at + 1] == 10 ? 2 : 1
            } else {
                out.append(byte)
                at += 1
            }
        }
        return out
    }

    /// Line ends of bytes that come in pieces, made whole as `crlf` does.
    public struct Stream: Sendable {
        private var endedWithCR = false
        private var isAtLineStart = true

        /// The start of a text.
        public init() {}

        /// The next piece with whole line ends.
        public mutating func take(_ bytes: some Collection<UInt8>) -> [UInt8] {
            var out: [UInt8] = []
            out.reserveCapacity(bytes.count + bytes.count / 32 + 2)
            for byte in bytes {
                let followsCR = endedWithCR
                endedWithCR = byte == 13
                if byte == 13 || byte == 10 {
                    if byte == 10, followsCR { continue }
                    out.append(13)
                    out.append(10)
                    isAtLineStart = true
                } else {
                    out.append(byte)
                    isAtLineStart = false
                }
            }
            return out
        }

        /// What is missing for the last line to be whole.
        public mutating func end() -> [UInt8] { isAtLineStart ? [] : [13, 10] }
    }

    /// Text with LF line ends.
    static func lf(_ text: String) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count)
        var before: UInt8 = 0
        for byte in text.utf8 {
            if byte == 13 { out.append(10) } else if byte != 10 || before != 13 { if byte != 0 { out.append(byte) } }
            before = byte
        }
        return out
    }
}
