import Core

extension ResponseParser {
    /// The rest of a status response; nil when the keyword begins none (RFC 9051 7.1).
    mutating func statusResponse(_ keyword: String) throws(Failure) -> StatusResponse? {
        guard let condition = StatusResponse.Condition(rawValue: keyword) else { return nil }
        c.spaces()
        var code: ResponseCode?
        if c.byte == 0x5b {
            let start = c.mark
            c.advance()
            do {
                code = try responseCode()
                try c.expect(0x5d)
            } catch {
                guard !c.sawHostility else { throw error }
                c.rewind(to: start)
                code = otherCode()
            }
            c.spaces()
        }
        return StatusResponse(condition: condition, code: code, text: c.rest())
    }

    /// A code of unknown or broken form: up to its bracket. Without one it is all words.
    private mutating func otherCode() -> ResponseCode? {
        let start = c.mark
        c.advance()
        let name = c.run(until: .bracketEnds)
        c.spaces()
        let arguments = c.run(until: .bracketClose)
        guard !name.isEmpty, c.skip(0x5d) else {
            c.rewind(to: start)
            return nil
        }
        return .other(Cursor.upper(name), Cursor.text(arguments))
    }

    private mutating func responseCode() throws(Failure) -> ResponseCode {
        let name = Cursor.upper(c.run(until: .bracketEnds))
        if let plain = ResponseParser.plainCodes[name] {
            if c.byte != 0x5d { _ = c.run(until: .bracketClose) }
            return plain
        }
        c.spaces()
        switch name {
        case "CAPABILITY": return .capability(Capabilities(Cursor.text(c.run(until: .bracketClose)).split(separator: " ").map(String.init)))
        case "PERMANENTFLAGS": return .permanentFlags(try flags())
        case "UIDNEXT": return .uidNext(UID(try c.positive()))
        case "UIDVALIDITY": return .uidValidity(UIDValidity(try c.positive()))
        case "UNSEEN": return .unseen(try c.number())
        case "HIGHESTMODSEQ":
            let value = try c.number()
            return value == 0 ? .noModSeq : .highestModSeq(ModSeq(value))
        case "APPENDUID":
            let validity = UIDValidity(try c.positive())
            c.spaces()
            return .appendUID(validity, UIDSet(ranges: try c.ranges()))
        case "COPYUID":
            let validity = UIDValidity(try c.positive())
            c.spaces()
            let from = c.byte == 0x5d ? [] : try c.ranges()
            c.spaces()
            return .copyUID(validity, from: from, to: c.byte == 0x5d ? [] : try c.ranges())
        case "MODIFIED": return .modified(try c.ranges())
        case "MAILBOXID":
            try c.expect(0x28)
            let id = Cursor.text(try c.astring())
            try c.expect(0x29)
            return .mailboxID(id)
        default: throw c.broken("a code")
        }
    }

    private static let plainCodes: [String: ResponseCode] = [
        "ALERT": .alert, "PARSE": .parse, "READ-ONLY": .readOnly, "READ-WRITE": .readWrite, "TRYCREATE": .tryCreate,
        "UIDNOTSTICKY": .uidNotSticky,
        "CLOSED": .closed, "NOMODSEQ": .noModSeq, "OVERQUOTA": .overQuota, "TOOBIG": .tooBig, "LIMIT": .limit,
        "ALREADYEXISTS": .alreadyExists,
        "NONEXISTENT": .nonExistent, "CANNOT": .cannot, "NOPERM": .noPerm, "INUSE": .inUse, "SERVERBUG": .serverBug,
        "CLIENTBUG": .clientBug,
        "EXPUNGEISSUED": .expungeIssued, "CORRUPTION": .corruption, "AUTHENTICATIONFAILED": .authenticationFailed,
        "AUTHORIZATIONFAILED": .authorizationFailed, "EXPIRED": .expired, "PRIVACYREQUIRED": .privacyRequired,
        "CONTACTADMIN": .contactAdmin,
        "UNAVAILABLE": .unavailable, "BADCHARSET": .badCharset, "UNKNOWN-CTE": .unknownCTE, "USEATTR": .useAttr,
        "COMPRESSIONACTIVE": .compressionActive, "NOTIFICATIONOVERFLOW": .notificationOverflow, "BADEVENT": .badEvent,
    ]
}
