import Core
import Mail
import Store

/// Makes Email objects (RFC 8621 4.1) out of rows and messages.
struct EmailJSON {
    let properties: EmailProperties

    /// The properties that the store knows.
    func stored(_ row: EmailRow, _ folders: Folders, links: (repliesTo: EmailID?, forwards: EmailID?)?) -> [String: JSON] {
        var out: [String: JSON] = ["id": .string(row.id.description)]
        for name in properties.names {
            switch name {
            case "accountId": out[name] = .string(row.account.description)
            case "blobId": out[name] = .string(row.id.description)
            case "threadId": out[name] = .string(row.thread.description)
            case "mailboxIds": out[name] = folders.json(row.mailboxes, flagged: row.keywords.contains("$flagged"))
            case "keywords":
                var keywords: [String: JSON] = [:]
                for keyword in row.keywords.split(separator: " ") { keywords[String(keyword)] = true }
                out[name] = .object(keywords)
            case "size": out[name] = .int(row.size)
            case "receivedAt": out[name] = .string(UTCDate.text(row.receivedAt))
            case "sentAt": out[name] = row.sentAt.map { .string(UTCDate.text($0)) } ?? nil
            case "messageId": out[name] = texts(row.messageIDs)
            case "inReplyTo": out[name] = texts(row.inReplyTo)
            case "references": out[name] = texts(row.references)
            case "sender": out[name] = people(row.sender)
            case "from": out[name] = people(row.from)
            case "to": out[name] = people(row.to)
            case "cc": out[name] = people(row.cc)
            case "bcc": out[name] = people(row.bcc)
            case "replyTo": out[name] = people(row.replyTo)
            case "subject": out[name] = .string(row.subject)
            case "hasAttachment": out[name] = .bool(row.hasAttachment)
            case "preview": out[name] = .string(row.preview)
            case "repliesTo": out[name] = links?.repliesTo.map { .string($0.description) } ?? nil
            case "forwards": out[name] = links?.forwards.map { .string($0.description) } ?? nil
            default: break
            }
        }
        return out
    }

    private func texts(_ list: [String]) -> JSON { list.isEmpty ? nil : .array(list.map { .string($0) }) }
    private func people(_ list: [Address]) -> JSON { list.isEmpty ? nil : .array(list.map(\.json)) }

    /// The properties that the header of a message tells which is in no account.
    func header(_ message: ParsedMessage, blob: String) -> [String: JSON] {
        let header = message.header
        var out: [String: JSON] = [:]
        for name in properties.names {
            switch name {
            case "blobId": out[name] = .string(blob)
            case "id", "threadId", "mailboxIds", "keywords", "receivedAt", "accountId", "repliesTo", "forwards": out[name] = .null
            case "size": out[name] = .int(Int64(message.size))
            case "sentAt": out[name] = header.sentAt.map { .string($0.text) } ?? nil
            case "messageId": out[name] = texts(header.messageId)
            case "inReplyTo": out[name] = texts(header.inReplyTo)
            case "references": out[name] = texts(header.references)
            case "sender": out[name] = people(header.sender)
            case "from": out[name] = people(header.from)
            case "to": out[name] = people(header.to)
            case "cc": out[name] = people(header.cc)
            case "bcc": out[name] = people(header.bcc)
            case "replyTo": out[name] = people(header.replyTo)
            case "subject": out[name] = header.subject.map { .string($0) } ?? nil
            case "hasAttachment": out[name] = .bool(message.hasAttachment)
            case "preview": out[name] = .string(message.preview)
            default: break
            }
        }
        return out
    }

    /// The properties that only the message knows. `blob` is the blob id of the whole message, nil when its parts have none.
    func read(_ raw: [UInt8], blob: String?) -> [String: JSON] {
        var out: [String: JSON] = [:]
        let block = HeaderBlock(raw)
        for header in properties.headers { out[header.property] = header.value(block) }
        if properties.names.contains("headers") { out["headers"] = EmailJSON.fields(block) }
        guard !properties.names.isDisjoint(with: ["bodyStructure", "bodyValues", "textBody", "htmlBody", "attachments"]) else { return out }
        let root = MessageParser.structure(raw)
        let lists = BodyLists(root)
        let parts = BodyPartJSON(properties: properties, blob: blob, top: block, raw: raw)
        if properties.names.contains("bodyStructure") { out["bodyStructure"] = parts.json(root, isTop: true, deep: true) }
        if properties.names.contains("textBody") { out["textBody"] = .array(lists.text.map { parts.json($0, isTop: $0 == root) }) }
        if properties.names.contains("htmlBody") { out["htmlBody"] = .array(lists.html.map { parts.json($0, isTop: $0 == root) }) }
        if properties.names.contains("attachments") {
            out["attachments"] = .array(lists.attachments.map { parts.json($0, isTop: $0 == root) })
        }
        if properties.names.contains("bodyValues") { out["bodyValues"] = values(raw, root, lists) }
        return out
    }

    static func fields(_ block: HeaderBlock) -> JSON {
        .array(
            block.fields.map {
                ["name": .string($0.name), "value": .string($0.raw.contains("\0") ? $0.raw.replacing("\0", with: "") : $0.raw)]
            })
    }

    private func values(_ raw: [UInt8], _ root: MimePart, _ lists: BodyLists) -> JSON {
        var wanted: [MimePart] = []
        if properties.fetchAll { wanted += root.leaves }
        if properties.fetchText { wanted += lists.text }
        if properties.fetchHTML { wanted += lists.html }
        var seen: Set<String> = []
        let ids = wanted.filter { $0.type.hasPrefix("text/") }.compactMap(\.partId).filter { seen.insert($0).inserted }
        guard !ids.isEmpty else { return [:] }
        var out: [String: JSON] = [:]
        for content in MessageParser.parts(raw, ids) {
            guard let id = content.part.partId else { continue }
            out[id] = BodyValue.json(content.bytes, isHTML: content.type == "text/html", limit: properties.maxBodyValueBytes)
        }
        return .object(out)
    }
}

/// Makes EmailBodyPart objects (RFC 8621 4.1.4).
struct BodyPartJSON {
    let properties: EmailProperties
    let blob: String?
    let top: HeaderBlock
    /// The whole message: the header of a part inside lies there.
    let raw: [UInt8]

    private var wantsHeaders: Bool { !properties.partHeaders.isEmpty || properties.partNames.contains("headers") }

    func json(_ part: MimePart, isTop: Bool, deep: Bool = false) -> JSON {
        var out: [String: JSON] = [:]
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? nil }
        let block = isTop ? top : wantsHeaders ? part.header.map { HeaderBlock(raw[$0...]) } : nil
        for name in properties.partNames {
            switch name {
            case "partId": out[name] = text(part.partId)
            case "blobId": out[name] = text(part.partId.flatMap { id in blob.map { "\($0)-\(id)" } })
            case "size": out[name] = .int(Int64(part.size))
            case "name": out[name] = text(part.name)
            case "type": out[name] = .string(part.type)
            case "charset": out[name] = text(part.charset)
            case "disposition": out[name] = text(part.disposition)
            case "cid": out[name] = text(part.cid)
            case "language": out[name] = part.language.map { .array($0.map { .string($0) }) } ?? nil
            case "location": out[name] = text(part.location)
            case "headers": out[name] = block.map(EmailJSON.fields) ?? []
            default: break
            }
        }
        for header in properties.partHeaders { out[header.property] = block.map(header.value) ?? (header.all ? [] : nil) }
        if part.isMultipart, deep || properties.partNames.contains("subParts") {
            out["subParts"] = .array(part.subParts.map { json($0, isTop: false, deep: deep) })
        }
        return .object(out)
    }
}

/// Makes EmailBodyValue objects (RFC 8621 4.1.4).
enum BodyValue {
    /// The text of a part, at most `limit` octets of it (0: all), cut neither within a character nor within a tag.
    static func json(_ bytes: [UInt8], isHTML: Bool, limit: Int) -> JSON {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { continue }
            if byte != 0 { text.append(byte) }
        }
        var isTruncated = false
        if limit > 0, text.count > limit {
            var end = limit
            while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
            if isHTML, let open = text[..<end].lastIndex(of: UInt8(ascii: "<")), !text[open..<end].contains(UInt8(ascii: ">")) {
                end = open
            }
            text.removeSubrange(end...)
            isTruncated = true
        }
        let value = String(decoding: text, as: UTF8.self)
        return [
            "value": .string(value), "isEncodingProblem": .bool(value.unicodeScalars.contains("\u{FFFD}")),
            "isTruncated": .bool(isTruncated),
        ]
    }
}
