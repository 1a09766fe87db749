import Core

extension ResponseParser {
    /// LIST (RFC 9051 7.3.1, RFC 5258).
    mutating func list() throws(Failure) -> ListedMailbox {
        let attributes = try flags().map(\.name)
        c.spaces()
        let delimiter = try c.text()?.first
        c.spaces()
        var listed = ListedMailbox(name: try mailbox(), delimiter: delimiter, attributes: attributes)
        c.spaces()
        guard c.skip(0x28) else { return listed }
        while true {
            c.spaces()
            if c.skip(0x29) { return listed }
            let name = Cursor.text(try c.astring()).uppercased()
            c.spaces()
            if name == "OLDNAME", c.skip(0x28) {
                c.spaces()
                listed.oldName = try mailbox()
                c.spaces()
                try c.expect(0x29)
            } else {
                try c.skipValue()
            }
        }
    }

    /// The counters of STATUS (RFC 9051 7.3.4).
    mutating func status() throws(Failure) -> MailboxStatus {
        var status = MailboxStatus()
        try c.expect(0x28)
        while true {
            c.spaces()
            if c.skip(0x29) { return status }
            let item = try c.keyword()
            c.spaces()
            switch item {
            case "MESSAGES": status.messages = try c.number()
            case "UNSEEN": status.unseen = try c.number()
            case "UIDNEXT": status.uidNext = UID(rawValue: try c.number())
            case "UIDVALIDITY": status.uidValidity = UIDValidity(rawValue: try c.number())
            case "HIGHESTMODSEQ": status.highestModSeq = ModSeq(rawValue: try c.number())
            case "SIZE": status.size = try c.number()
            case "MAILBOXID":
                try c.expect(0x28)
                status.mailboxID = Cursor.text(try c.astring())
                try c.expect(0x29)
            default: try c.skipValue()
            }
        }
    }

    /// SEARCH (RFC 3501 7.2.5, RFC 7162 3.1.5).
    mutating func search() throws(Failure) -> Untagged {
        var found: [ClosedRange<Int64>] = []
        var modSeq: ModSeq?
        while true {
            c.spaces()
            if c.isAtEnd { return .search(found, modSeq: modSeq) }
            if c.skip(0x28) {
                guard try c.keyword() == "MODSEQ" else { throw c.broken("MODSEQ") }
                c.spaces()
                modSeq = ModSeq(try c.number())
                try c.expect(0x29)
                continue
            }
            let number = try c.positive()
            if let last = found.last, last.upperBound == number - 1 {
                found[found.count - 1] = last.lowerBound...number
            } else {
                found.append(number...number)
            }
        }
    }

    /// ESEARCH (RFC 4731 3.1).
    mutating func extendedSearch() throws(Failure) -> ExtendedSearch {
        var result = ExtendedSearch()
        if c.skip(0x28) {
            guard try c.keyword() == "TAG" else { throw c.broken("TAG") }
            c.spaces()
            result.tag = Cursor.text(try c.astring())
            try c.expect(0x29)
        }
        while true {
            c.spaces()
            if c.isAtEnd { return result }
            let name = try c.keyword()
            c.spaces()
            switch name {
            case "UID": result.isUID = true
            case "MIN": result.min = try c.positive()
            case "MAX": result.max = try c.positive()
            case "COUNT": result.count = try c.number()
            case "ALL": result.all = try c.ranges()
            case "MODSEQ": result.modSeq = ModSeq(try c.number())
            default: try c.skipValue()
            }
        }
    }
}
