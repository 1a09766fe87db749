import Core

extension ResponseParser {
    /// ENVELOPE (RFC 9051 7.5.2).
    mutating func envelope() throws(Failure) -> Envelope {
        try c.expect(0x28)
        let date = try field()
        let subject = try field()
        let envelope = Envelope(
            date: date, subject: subject, from: try addresses(), sender: try addresses(), replyTo: try addresses(), to: try addresses(),
            cc: try addresses(), bcc: try addresses(), inReplyTo: try field(), messageID: try field())
        c.spaces()
        while !c.skip(0x29) {
            try c.skipValue()
            c.spaces()
        }
        return envelope
    }

    private mutating func field() throws(Failure) -> String? {
        c.spaces()
        return try c.text()
    }

    /// Addresses without the marks of groups (RFC 9051: a NIL host).
    private mutating func addresses() throws(Failure) -> [Address] {
        c.spaces()
        guard c.skip(0x28) else {
            guard try c.string() == nil else { throw c.broken("addresses") }
            return []
        }
        var found: [Address] = []
        while true {
            c.spaces()
            if c.skip(0x29) { return found }
            try c.expect(0x28)
            let name = try field()
            _ = try field()
            let local = try field()
            let host = try field()
            c.spaces()
            try c.expect(0x29)
            guard let local else { continue }
            if let host { found.append(Address(name: name ?? "", email: host.isEmpty ? local : "\(local)@\(host)")) }
        }
    }

    /// BODYSTRUCTURE or BODY (RFC 9051 7.5.2).
    mutating func bodyStructure() throws(Failure) -> BodyStructure {
        c.spaces()
        try c.expect(0x28)
        c.spaces()
        if c.byte == 0x28 {
            var parts: [BodyStructure] = []
            while c.byte == 0x28 {
                let part = try nestedStructure()
                parts.append(part)
                c.spaces()
            }
            let subtype = (try c.text() ?? "mixed").lowercased()
            c.spaces()
            let parameters = c.byte == 0x29 ? [:] : try parameterList()
            try closeList()
            return .multipart(subtype: subtype, parts: parts, parameters: parameters)
        }
        let type = (try field() ?? "application").lowercased()
        let subtype = (try field() ?? "octet-stream").lowercased()
        c.spaces()
        let parameters = try parameterList()
        let contentID = try field()
        let description = try field()
        let encoding = (try field() ?? "7bit").lowercased()
        c.spaces()
        var size: Int64 = 0
        if c.byte >= 0x30, c.byte <= 0x39 { size = try c.number() } else { try c.skipValue() }
        var part = BodyStructure.Part(
            mediaType: "\(type)/\(subtype)", parameters: parameters, contentID: contentID, description: description, encoding: encoding,
            size: size,
            disposition: nil, dispositionParameters: [:], message: nil)
        c.spaces()
        if type == "message", c.byte == 0x28 {
            try c.skipValue()
            c.spaces()
            if c.byte == 0x28 { part.message = try nestedStructure() }
            c.spaces()
        }
        if c.byte >= 0x30, c.byte <= 0x39 { _ = try c.number() }
        c.spaces()
        if c.byte != 0x29 { try c.skipValue() }
        c.spaces()
        if c.byte == 0x28 {
            c.advance()
            part.disposition = try field()?.lowercased()
            c.spaces()
            if c.byte != 0x29 { part.dispositionParameters = try parameterList() }
            c.spaces()
            try c.expect(0x29)
        }
        try closeList()
        return .part(part)
    }

    private mutating func nestedStructure() throws(Failure) -> BodyStructure {
        try c.enter()
        let node = try bodyStructure()
        c.leave()
        return node
    }

    private mutating func parameterList() throws(Failure) -> [String: String] {
        Dictionary(try pairs().map { ($0.lowercased(), $1) }) { first, _ in first }
    }

    private mutating func closeList() throws(Failure) {
        c.spaces()
        while !c.skip(0x29) {
            try c.skipValue()
            c.spaces()
        }
    }
}
