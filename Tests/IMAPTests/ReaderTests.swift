import Core
import Testing

@testable import IMAP

/// The codec, a response a line.
@Suite struct ReaderTests {
    /// Reads everything, fed in stretches of a size.
    static func read(_ bytes: [UInt8], stretch: Int = .max, limits: ReaderLimits = ReaderLimits(), utf8: Bool = false) throws(Failure)
        -> [Response]
    {
        var reader = ResponseReader(limits: limits)
        reader.namesAreUTF8 = utf8
        var found: [Response] = []
        var start = 0
        while start < bytes.count {
            let end = stretch < bytes.count - start ? start + stretch : bytes.count
            let more = try bytes[start..<end].withUnsafeBufferPointer { part throws(Failure) -> [Response] in
                var position = 0
                var more: [Response] = []
                while let response = try reader.read(UnsafeRawBufferPointer(part), at: &position) { more.append(response) }
                return more
            }
            found += more
            start = end
        }
        return found
    }

    static func one(_ text: String, utf8: Bool = false) throws -> Untagged {
        let whole = try read(Array((text + "\r\n").utf8), utf8: utf8)
        for stretch in [1, 2, 3, 7] { #expect(try read(Array((text + "\r\n").utf8), stretch: stretch, utf8: utf8) == whole) }
        let first = try #require(whole.first)
        #expect(whole.count == 1)
        guard case .untagged(let data) = first else { throw Failure(.failed, "not untagged: \(first)") }
        return data
    }

    private static func status(_ code: ResponseCode?, _ text: String = "x", _ condition: StatusResponse.Condition = .ok) -> Untagged {
        .condition(StatusResponse(condition: condition, code: code, text: text))
    }

    static let codes: [(String, ResponseCode?)] = [
        ("UIDVALIDITY 3857529045", .uidValidity(UIDValidity(3_857_529_045))), ("UIDNEXT 4392", .uidNext(UID(4392))),
        ("UNSEEN 12", .unseen(12)),
        ("HIGHESTMODSEQ 715194045007", .highestModSeq(ModSeq(715_194_045_007))), ("HIGHESTMODSEQ 0", .noModSeq), ("NOMODSEQ", .noModSeq),
        ("HIGHESTMODSEQ 9223372036854775807", .highestModSeq(ModSeq(.max))),
        ("PERMANENTFLAGS (\\Deleted \\Seen \\*)", .permanentFlags([.deleted, .seen, .any])),
        ("APPENDUID 38505 3955", .appendUID(UIDValidity(38505), [UID(3955)])),
        ("COPYUID 38505 304,319:320 3956:3958", .copyUID(UIDValidity(38505), from: [304...304, 319...320], to: [3956...3958])),
        ("READ-ONLY", .readOnly), ("READ-WRITE", .readWrite), ("TRYCREATE", .tryCreate), ("ALERT", .alert), ("CLOSED", .closed),
        ("OVERQUOTA", .overQuota),
        ("AUTHENTICATIONFAILED", .authenticationFailed), ("NONEXISTENT", .nonExistent), ("ALREADYEXISTS", .alreadyExists),
        ("MODIFIED 7,9", .modified([7...7, 9...9])),
        ("MAILBOXID (F2212ea87-6097)", .mailboxID("F2212ea87-6097")), ("BADCHARSET (UTF-8)", .badCharset),
        ("CAPABILITY IMAP4rev1 idle", .capability(Capabilities(["IMAP4REV1", "IDLE"]))),
        ("X-NEW thing (a b)", .other("X-NEW", "thing (a b)")), ("UIDVALIDITY -1", .other("UIDVALIDITY", "-1")),
        ("UIDNEXT 0", .other("UIDNEXT", "0")),
    ]

    @Test(arguments: codes) func readsCodes(_ text: String, _ code: ResponseCode?) throws {
        #expect(try ReaderTests.one("* OK [\(text)] x") == ReaderTests.status(code))
    }

    @Test func readsStatus() throws {
        #expect(try ReaderTests.one("* BYE going {12}") == ReaderTests.status(nil, "going {12}", .bye))
        #expect(try ReaderTests.one("* ok lower") == ReaderTests.status(nil, "lower"))
        #expect(try ReaderTests.one("* OK [broken") == ReaderTests.status(nil, "[broken"))
        #expect(try ReaderTests.one("* OK") == ReaderTests.status(nil, ""))
        #expect(
            try ReaderTests.read(Array("a1 NO [ALERT] full\r\n+ idling\r\n+\r\n".utf8)) == [
                .tagged("a1", StatusResponse(condition: .no, code: .alert, text: "full")), .continuation("idling"), .continuation(""),
            ])
    }

    static let data: [(String, Untagged)] = [
        ("* 172 EXISTS", .exists(172)), ("* 5 RECENT", .recent(5)), ("* 44 EXPUNGE", .expunge(SequenceNumber(44))),
        ("* VANISHED (EARLIER) 41,43:116", .vanished(earlier: true, UIDSet(ranges: [41...41, 43...116]))),
        ("* VANISHED 405", .vanished(earlier: false, [UID(405)])),
        ("* VANISHED 9:3,4", .vanished(earlier: false, UIDSet(ranges: [3...9]))),
        ("* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN", .capability(Capabilities(["IMAP4rev1", "STARTTLS", "AUTH=PLAIN"]))),
        ("* ENABLED condstore QRESYNC", .enabled(["CONDSTORE", "QRESYNC"])),
        ("* FLAGS (\\Answered Junk \"odd one\")", .flags([.answered, Flag("Junk"), Flag("odd one")])),
        ("* SEARCH", .search([], modSeq: nil)),
        ("* SEARCH 2 3 4 9 (MODSEQ 917162500)", .search([2...4, 9...9], modSeq: ModSeq(917_162_500))),
        (
            "* ESEARCH (TAG \"a7\") UID COUNT 5 ALL 4:19,21,28",
            .extendedSearch(ExtendedSearch(tag: "a7", isUID: true, count: 5, all: [4...19, 21...21, 28...28]))
        ),
        ("* ESEARCH (TAG \"a7\") UID", .extendedSearch(ExtendedSearch(tag: "a7", isUID: true))),
        ("* ID (\"name\" \"Dovecot\" \"Version\" NIL)", .identification(["name": "Dovecot"])), ("* ID NIL", .identification([:])),
        (
            "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"Shared/\" \"/\" \"X\" (\"a\")))",
            .namespaces(Namespaces(personal: [.init(prefix: "INBOX.", delimiter: ".")], shared: [.init(prefix: "Shared/", delimiter: "/")]))
        ),
        (
            "* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Mail\"",
            .list(ListedMailbox(name: MailboxName("Sent Mail"), delimiter: "/", attributes: ["\\HasNoChildren", "\\Sent"]))
        ),
        ("* LIST () NIL inbox", .list(ListedMailbox(name: .inbox))),
        ("* LSUB () \".\" {5}\r\na\"b c", .list(ListedMailbox(name: MailboxName("a\"b c"), delimiter: "."))),
        ("* LIST () \"\\\\\" a\\b", .list(ListedMailbox(name: MailboxName(wire: "a\\b"), delimiter: "\\"))),
        ("* XPIFF 3 things", .other("XPIFF")), ("* 3 XNEW", .other("XNEW")),
        (
            "* 7 FETCH (FLAGS (\\Seen $Forwarded) UID 9 MODSEQ (12))",
            .fetch(
                fetched {
                    $0.flags = [.seen, .forwarded]; $0.uid = UID(9); $0.modSeq = ModSeq(12)
                })
        ),
        (
            "* 7 FETCH (RFC822.SIZE 44 INTERNALDATE \" 1-Jan-1970 00:00:01 +0000\" X-NEW (a (b \"c)\")) UID 9)",
            .fetch(
                fetched {
                    $0.size = 44; $0.internalDate = Timestamp(milliseconds: 1000); $0.uid = UID(9)
                })
        ),
        (
            "* 7 FETCH (X-GM-MSGID 18446744073709551615 X-GM-THRID 1 X-GM-LABELS (\"\\\\Inbox\" \\Sent t&AOk-st \"a b\"))",
            .fetch(
                fetched {
                    $0.gmailMessageID = .max; $0.gmailThreadID = 1; $0.gmailLabels = ["\\Inbox", "\\Sent", "tést", "a b"]
                })
        ),
        ("* 7 FETCH (EMAILID (M6d99ac) THREADID NIL)", .fetch(fetched { $0.emailID = "M6d99ac" })),
        (
            "* 7 FETCH (BODY[HEADER.FIELDS (Subject \"To\")] {4}\r\na\r\nb BODY[1.2.mime]<5> \"q\\\"q\" BODY[] NIL RFC822 {0}\r\n)",
            .fetch(
                fetched {
                    $0.bodies = [body("HEADER.FIELDS (Subject To)", "a\r\nb"), body("1.2.MIME", "q\"q", 5), body("", nil), body("", "")]
                })
        ),
        (
            "* 7 FETCH (BINARY[1] ~{3}\r\n\u{1}\n) UID 3)",
            .fetch(
                fetched {
                    $0.bodies = [body("1", "\u{1}\n)")]; $0.uid = UID(3)
                })
        ),
        ("* UIDFETCH 25900 (FLAGS ())", .fetch(FetchedMessage(uid: UID(25900), flags: []))),
    ]

    private static func fetched(_ change: (inout FetchedMessage) -> Void) -> FetchedMessage {
        var message = FetchedMessage(sequence: SequenceNumber(7))
        change(&message)
        return message
    }
    private static func body(_ specifier: String, _ text: String?, _ origin: Int64? = nil) -> FetchedMessage.Body {
        FetchedMessage.Body(specifier: specifier, origin: origin, bytes: text.map { Array($0.utf8) })
    }

    @Test(arguments: data) func readsData(_ text: String, _ expected: Untagged) throws {
        #expect(try ReaderTests.one(text) == expected)
    }

    @Test func readsStatusCounters() throws {
        guard
            case .status(let name, let status) = try ReaderTests.one(
                "* STATUS \"&ZeVnLIqe-\" (MESSAGES 231 UIDNEXT 44292 UNSEEN 3 HIGHESTMODSEQ 7011231777 SIZE 5000000000 MAILBOXID (F1) X-NEW (a))"
            )
        else { throw Failure(.failed, "no STATUS") }
        #expect(
            name.text == "日本語" && status.messages == 231 && status.unseen == 3 && status.size == 5_000_000_000 && status.mailboxID == "F1")
    }

    @Test func namesAsUTF8() throws {
        guard case .list(let mailbox) = try ReaderTests.one("* LIST () \"/\" \"日本 & co\"", utf8: true) else {
            throw Failure(.failed, "no LIST")
        }
        #expect(mailbox.name == MailboxName("日本 & co") && mailbox.name.wire == "&ZeVnLA- &- co")
    }

    @Test func readsEnvelope() throws {
        guard
            case .fetch(let message) = try ReaderTests.one(
                "* 7 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700\" {3}\r\na\"b ((\"Terry \\\"T\\\"\" NIL \"gray\" \"cac.example.test\")) NIL () ((NIL NIL \"group\" NIL)(NIL NIL \"in\" \"b.test\")(NIL NIL NIL NIL)) NIL NIL NIL \"<B2@cac>\"))"
            )
        else { throw Failure(.failed, "no FETCH") }
        let envelope = try #require(message.envelope)
        #expect(envelope.subject == "a\"b" && envelope.from == [Address(name: "Terry \"T\"", email: "gray@cac.example.test")])
        #expect(envelope.to == [Address(email: "in@b.test")] && envelope.sender.isEmpty && envelope.messageID == "<B2@cac>")
    }

    @Test func readsBodyStructure() throws {
        let text =
            "* 7 FETCH (BODYSTRUCTURE (((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"7BIT\" 1152 23 NIL NIL NIL NIL)(\"text\" \"html\" NIL NIL NIL \"quoted-printable\" 99 3) \"alternative\" (\"boundary\" \"x\") NIL NIL)(\"image\" \"png\" (\"name\" \"a.png\") \"<c@d>\" \"desc\" \"base64\" 4554 NIL (\"INLINE\" (\"filename\" \"a.png\")) NIL NIL)(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 300 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) (\"text\" \"plain\" NIL NIL NIL \"7bit\" 10 1) 9) \"mixed\") UID 4)"
        guard case .fetch(let message) = try ReaderTests.one(text) else { throw Failure(.failed, "no FETCH") }
        let leaves = try #require(message.bodyStructure).leaves
        #expect(leaves.map(\.number) == ["1.1", "1.2", "2", "3"] && message.uid == UID(4))
        #expect(leaves.map(\.part.mediaType) == ["text/plain", "text/html", "image/png", "message/rfc822"])
        #expect(
            leaves[0].part.parameters == ["charset": "UTF-8"] && leaves[2].part.disposition == "inline"
                && leaves[2].part.dispositionParameters["filename"] == "a.png")
        #expect(leaves[2].part.contentID == "<c@d>" && leaves[3].part.message?.leaves.count == 1)
    }

    @Test func passesOverABrokenStructure() throws {
        for broken in ["(\"text\" plain", "(NIL)", "((\"a\"))", "\"x\"", "NIL", "(\"text\" \"plain\" 5 5 5 5 5 5)"] {
            let text = broken.filter { $0 == "(" }.count > broken.filter { $0 == ")" }.count ? broken + ")" : broken
            guard case .fetch(let message) = try ReaderTests.one("* 7 FETCH (ENVELOPE \(text) BODYSTRUCTURE \(text) UID 4)") else {
                throw Failure(.failed, "no FETCH: \(text)")
            }
            #expect(message.uid == UID(4) && message.envelope == nil)
        }
    }

    @Test(arguments: [
        "* 1 FETCH", "* 1 FETCH (UID", "* 0 EXPUNGE", "* SEARCH x", "* VANISHED 0", "* LIST (\\a", "* STATUS a (MESSAGES -1)",
        "* 1 FETCH (BODY[ {1}\r\nx)", "* VANISHED -3", "* ESEARCH (TAG", "*  ",
    ])
    func passesOverNonsense(_ text: String) throws {
        guard case .unreadable = try ReaderTests.one(text) else { throw Failure(.failed, "was read: \(text)") }
    }
}
