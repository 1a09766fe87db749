/// What was said in a conversation, as far as it decides how it ended. Secrets are not kept.
struct SMTPTalk {
    /// A server's reply (RFC 5321 4.2): code and words, lines joined.
    struct Reply: Hashable {
        var code: Int
        var words: String

        /// The reply as it came, on one line.
        var text: String { "\(code) \(words)" }
    }

    /// What the server said first.
    private(set) var greeting: Reply?
    /// What it said last, on one line.
    var lastReply: String { last?.text ?? raw }
    /// Whether anything came that is a reply of SMTP.
    var isSMTP: Bool { greeting != nil }
    /// Whether AUTH was sent.
    private(set) var triedToSignIn = false
    /// The reply that refused AUTH.
    private(set) var refusedSignIn: Reply?
    /// The reply to the message itself.
    private(set) var answerToMessage: Reply?
    /// The reply that refused DATA.
    private(set) var refusedData: Reply?
    /// The reply that refused STARTTLS, when it did.
    private(set) var refusedTLS: Reply?
    /// Whether TLS was asked for by STARTTLS.
    private(set) var askedForTLS = false

    private var last: Reply?
    private var command = ""
    private var argument = ""
    private var open: Reply?
    private var raw = ""
    private var sender: Reply?
    private var recipients: [String: Reply] = [:]
    private var messageSent = false

    /// The words of the reply that took the message.
    var deliveredWords: String { answerToMessage?.words ?? last?.words ?? "" }

    /// The reply that refused sender or recipients, and the words about each recipient.
    var refusedEnvelope: (reply: Reply, recipients: [String: String])? {
        if let sender { return (sender, [:]) }
        guard let worst = recipients.values.max(by: { $0.code < $1.code }) else { return nil }
        return (worst, recipients.mapValues(\.text))
    }

    /// Takes a line that was sent or received.
    mutating func add(sent: Bool, _ bytes: UnsafeBufferPointer<UInt8>) {
        let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if sent { tell(text) } else { for line in text.split(whereSeparator: \.isNewline) { hear(String(line)) } }
    }

    private mutating func tell(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 1)
        command = words.first?.trimmingNewlines.uppercased() ?? ""
        argument = ""
        switch command {
        case "AUTH": triedToSignIn = true
        case "RCPT": argument = text.split(separator: "<").last?.split(separator: ">").first.map(String.init) ?? ""
        case "STARTTLS": askedForTLS = true
        case "EHLO", "HELO", "MAIL", "DATA", "NOOP", "QUIT", "RSET", "HELP", "VRFY": break
        default: if triedToSignIn, refusedSignIn == nil { command = "AUTH" }
        }
    }

    private mutating func hear(_ line: String) {
        let bytes = Array(line.utf8)
        guard bytes.count >= 3, let code = Int(String(decoding: bytes[..<3], as: UTF8.self)), (200...599).contains(code) else {
            if raw.utf8.count < 500 { raw += line }
            return
        }
        let words = String(decoding: bytes.dropFirst(4), as: UTF8.self)
        var reply = open ?? Reply(code: code, words: "")
        if reply.words.utf8.count < 2000 { reply.words += (reply.words.isEmpty ? "" : " ") + words }
        reply.code = code
        if bytes.count > 3, bytes[3] == 45 {
            open = reply
            return
        }
        open = nil
        finish(reply)
    }

    private mutating func finish(_ reply: Reply) {
        last = reply
        if greeting == nil {
            greeting = reply
            return
        }
        let isRefusal = reply.code >= 400
        switch command {
        case "AUTH": if isRefusal { refusedSignIn = reply }
        case "MAIL": if isRefusal { sender = reply }
        case "RCPT": if isRefusal { recipients[argument] = reply }
        case "STARTTLS": if isRefusal { refusedTLS = reply }
        case "DATA":
            if reply.code == 354 {
                messageSent = true
            } else if messageSent {
                answerToMessage = reply
            } else if isRefusal {
                refusedData = reply
            }
        default: break
        }
    }
}

extension Substring {
    fileprivate var trimmingNewlines: String { filter { !$0.isNewline } }
}
