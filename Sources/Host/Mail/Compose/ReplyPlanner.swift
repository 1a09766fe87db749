public import Core

/// What a reply or a forward begins with; decided from values, changed by the writer later.
public enum ReplyPlanner {
    /// What the writer asked for.
    public enum Mode: String, Sendable, CaseIterable { case reply, replyAll, forward }

    /// An address one may write as.
    public struct Identity: Sendable, Hashable {
        /// The caller's id of it.
        public var id: String
        /// Its address.
        public var email: String
        /// An identity one may choose.
        public init(id: String, email: String) {
            self.id = id
            self.email = email
        }
    }

    /// The message that is answered.
    public struct Original: Sendable {
        /// Its header.
        public var header: MessageHeader
        /// Its HTML body as it came; nil when it has none.
        public var html: String?
        /// Its plain body; nil when it has none.
        public var text: String?

        /// A message with its bodies.
        public init(header: MessageHeader, html: String?, text: String?) {
            self.header = header
            self.html = html
            self.text = text
        }
    }

    /// The words around a quote, in the writer's language.
    public struct Words: Sendable {
        /// Gives the line over a quote from the date and the name, such as "On 3 March 2026, Ann wrote:".
        public var wrote: @Sendable (SentDate?, String) -> String
        /// Heading of a forwarded message and the names of its lines.
        public var forwarded: String
        /// The name of the From line.
        public var from: String
        /// The name of the Date line.
        public var date: String
        /// The subject, or the name of the Subject line.
        public var subject: String
        /// The name of the To line.
        public var to: String
        /// The name of the Cc line.
        public var cc: String

        /// English.
        public static let english = Words(
            wrote: { date, name in date.map { "On \(DateHeader.text($0).dropLast(9)), \(name) wrote:" } ?? "\(name) wrote:" },
            forwarded: "Forwarded message", from: "From", date: "Date", subject: "Subject", to: "To", cc: "Cc")

        /// Words of another language.
        public init(
            wrote: @escaping @Sendable (SentDate?, String) -> String, forwarded: String, from: String, date: String, subject: String,
            to: String, cc: String
        ) {
            self.wrote = wrote
            self.forwarded = forwarded
            self.from = from
            self.date = date
            self.subject = subject
            self.to = to
            self.cc = cc
        }
    }

    /// The beginning of the new message.
    public struct Plan: Sendable, Hashable {
        /// The identity to write as; nil when there is none.
        public var identityId: String?
        /// Who it goes to.
        public var to: [Address]
        /// Who gets a copy.
        public var cc: [Address]
        /// The subject, or the name of the Subject line.
        public var subject: String
        /// In-Reply-To, without angle brackets.
        public var inReplyTo: [String]
        /// References, oldest first.
        public var references: [String]
        /// Cleaned HTML with the attribution, to stand under what is written.
        public var quoteHtml: String
        /// The same as plain text.
        public var quoteText: String
    }

    /// Plans an answer. `identities` are the writer's, the account's default first; `options` say how the quoted HTML is cleaned.
    public static func plan(
        _ mode: Mode, _ original: Original, identities: [Identity], words: Words = .english, options: HTMLPolicy.Options = .compose
    ) -> Plan {
        let header = original.header
        let own = Set(identities.map { $0.email.lowercased() })
        func isOwn(_ address: Address) -> Bool { own.contains(address.email.lowercased()) }
        let (to, cc) = mode == .forward ? ([], []) : recipients(mode, header, isOwn)
        let chain =
            (header.references.isEmpty && header.inReplyTo.count == 1 ? header.inReplyTo : header.references) + header.messageId.prefix(1)
        let quote = mode == .forward ? forward(original, words, options) : reply(original, words, options)
        return Plan(
            identityId: identity(header, identities)?.id, to: to, cc: cc, subject: subject(mode, header.subject ?? ""),
            inReplyTo: mode == .forward ? [] : Array(header.messageId.prefix(1)), references: mode == .forward ? [] : unique(chain) { $0 },
            quoteHtml: quote.html, quoteText: quote.text)
    }

    private static func recipients(_ mode: Mode, _ header: MessageHeader, _ isOwn: (Address) -> Bool) -> ([Address], [Address]) {
        // An answer to one's own message goes to those it went to.
        let isMine = header.from.first.map(isOwn) ?? false
        let reply = isMine ? header.to : header.replyTo.isEmpty ? header.from : header.replyTo
        var to = unique(reply) { $0.email.lowercased() }
        if !isMine, to.contains(where: { !isOwn($0) }) { to.removeAll(where: isOwn) }
        guard mode == .replyAll else { return (to, []) }
        let others = isMine ? header.cc : header.to + header.cc
        let taken = Set(to.map { $0.email.lowercased() })
        return (to, unique(others) { $0.email.lowercased() }.filter { !isOwn($0) && !taken.contains($0.email.lowercased()) })
    }

    /// Delivery addresses tell best which of one's addresses was written to; then To and Cc; then one's own From.
    private static func identity(_ header: MessageHeader, _ identities: [Identity]) -> Identity? {
        let lists = [header.deliveredTo, (header.to + header.cc).map { $0.email.lowercased() }, header.from.map { $0.email.lowercased() }]
        for list in lists {
            if let found = identities.first(where: { list.contains($0.email.lowercased()) }) { return found }
        }
        return identities.first
    }

    private static func subject(_ mode: Mode, _ subject: String) -> String {
        let known = ThreadSubject(subject)
        let text = HeaderText.clean(subject)
        switch mode {
        case .forward: return known.isForward && !known.isReply ? text : "Fwd: " + text
        default: return known.isReply && !known.isForward ? text : "Re: " + text
        }
    }

    private static func unique<Value>(_ values: some Sequence<Value>, _ key: (Value) -> String) -> [Value] {
        var seen: Set<String> = []
        return values.filter { seen.insert(key($0)).inserted }
    }

    private static func body(_ original: Original, _ options: HTMLPolicy.Options) -> (html: String, text: String) {
        let html = original.html.map { HTMLPolicy.clean($0, options).html } ?? PlainText.html(original.text ?? "")
        return (html, original.text ?? HTMLText.text(html))
    }

    private static func reply(_ original: Original, _ words: Words, _ options: HTMLPolicy.Options) -> (html: String, text: String) {
        let writer = original.header.from.first.map { $0.name.isEmpty ? $0.email : $0.name } ?? ""
        let line = words.wrote(original.header.sentAt, writer)
        let body = body(original, options)
        let style = "margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccc"
        let quoted = body.text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? ">" : $0.hasPrefix(">") ? ">" + $0 : "> " + $0 }.joined(separator: "\n")
        return (
            "<p>\(HTMLEscape.text(line))</p><blockquote type=\"cite\" style=\"\(style)\">\(body.html)</blockquote>", "\(line)\n\(quoted)\n"
        )
    }

    private static func forward(_ original: Original, _ words: Words, _ options: HTMLPolicy.Options) -> (html: String, text: String) {
        let header = original.header
        var lines: [(String, String)] = [(words.from, header.from.map(\.text).joined(separator: ", "))]
        if let date = header.sentAt { lines.append((words.date, DateHeader.text(date))) }
        lines.append((words.subject, HeaderText.clean(header.subject ?? "")))
        lines.append((words.to, header.to.map(\.text).joined(separator: ", ")))
        if !header.cc.isEmpty { lines.append((words.cc, header.cc.map(\.text).joined(separator: ", "))) }
        let body = body(original, options)
        let top = "---------- \(words.forwarded) ----------"
        let html = ([top] + lines.map { "\($0.0): \($0.1)" }).map(HTMLEscape.text).joined(separator: "<br>")
        return ("<p>\(html)</p>\(body.html)", top + "\n" + lines.map { "\($0.0): \($0.1)\n" }.joined() + "\n" + body.text)
    }
}

extension HTMLPolicy.Options {
    /// For HTML that is written or quoted: no sheets (they would reach what is written beside), inline pictures stay `cid:`, remote ones
    /// stay, and what is hidden goes.
    public static let compose = HTMLPolicy.Options(
        allowRemote: true, cidURL: { cid in cid.unicodeScalars.allSatisfy { $0.value > 32 && $0.value < 127 } ? "cid:" + cid : nil },
        prefix: "q-", keepStyleSheets: false, dropHidden: true)
}
