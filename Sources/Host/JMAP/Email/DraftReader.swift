import Core
import Foundation
import Mail
import Store

/// Reads an Email object to be created (RFC 8621 4.6) into what the message builder takes. Blobs are named, not fetched.
struct DraftReader {
    /// A file that goes along, its bytes still where they are.
    struct File {
        let blob: String?
        let bytes: [UInt8]?
        let type: String
        let name: String
        let cid: String?
    }

    private(set) var message: OutgoingMessage
    private(set) var files: [File] = []
    private(set) var mailboxes: Set<String> = []
    private(set) var keywords: Set<Keyword> = []
    private(set) var receivedAt: Timestamp?
    private(set) var repliesTo: String?
    private(set) var forwards: String?
    private var values: [String: String] = [:]

    /// Reads the object; throws `invalidProperties` naming everything that is wrong.
    init(_ object: [String: JSON], now: Timestamp) throws(SetError) {
        message = OutgoingMessage(from: [], date: SentDate(time: now), messageId: "")
        let object = try DraftReader.unfolded(object, &message)
        var reader = PropertyReader(object)
        reader.ignore("attachments", "textBody", "htmlBody", "bodyStructure")
        mailboxes = try EmailPatch.mailboxes(reader.json("mailboxIds") ?? .null)
        if let json = reader.json("keywords"), !json.isNull { keywords = try EmailPatch.keywords(json) }
        if let text = reader.string("receivedAt") {
            receivedAt = UTCDate.time(text)
            if receivedAt == nil { reader.mark("receivedAt") }
        }
        readHeader(&reader, now: now)
        repliesTo = reader.string("repliesTo", max: 40)
        forwards = reader.string("forwards", max: 40)
        if let json = reader.json("bodyValues"), !json.isNull {
            for (id, value) in json.object ?? [:] {
                guard let text = value["value"]?.string, value["isTruncated"]?.bool != true, value["isEncodingProblem"]?.bool != true else {
                    reader.mark("bodyValues")
                    continue
                }
                values[id] = text
            }
            if json.object == nil { reader.mark("bodyValues") }
        }
        try reader.finish()
        try readBodies(object)
    }

    private mutating func readHeader(_ reader: inout PropertyReader, now: Timestamp) {
        for (name, path) in DraftReader.people {
            guard let list = reader.addresses(name) else { continue }
            for address in list where !AddressJSON.isDeliverable(address.email) { reader.mark(name) }
            message[keyPath: path] = list
        }
        if let list = reader.addresses("sender") {
            if list.count > 1 || list.contains(where: { !AddressJSON.isDeliverable($0.email) }) { reader.mark("sender") }
            message.sender = list.first
        }
        if message.from.isEmpty { reader.mark("from") }
        message.subject = reader.string("subject", max: 2000) ?? message.subject
        if let text = reader.string("sentAt") {
            if let time = UTCDate.time(text) {
                message.date = SentDate(time: time, offset: DraftReader.offset(text))
            } else {
                reader.mark("sentAt")
            }
        }
        message.messageId = MessageID.make(for: message.from.first?.email ?? "")
        if let ids = reader.strings("messageId") {
            if ids.count == 1, DraftReader.isMessageID(ids[0]) { message.messageId = ids[0] } else { reader.mark("messageId") }
        }
        if let ids = reader.strings("inReplyTo") {
            if ids.count <= 100, ids.allSatisfy(DraftReader.isMessageID) { message.inReplyTo = ids } else { reader.mark("inReplyTo") }
        }
        if let ids = reader.strings("references") {
            if ids.count <= 1000, ids.allSatisfy(DraftReader.isMessageID) { message.references = ids } else { reader.mark("references") }
        }
    }

    private static var people: [(String, WritableKeyPath<OutgoingMessage, [Address]>)] {
        [("from", \.from), ("to", \.to), ("cc", \.cc), ("bcc", \.bcc), ("replyTo", \.replyTo)]
    }

    private static func isMessageID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 900 && id.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != 60 && $0 != 62 }
    }

    /// Minutes east of UTC at the end of an RFC 3339 time.
    private static func offset(_ text: String) -> Int {
        let tail = text.suffix(6)
        guard let sign = tail.first, sign == "+" || sign == "-", let hours = Int(tail.dropFirst().prefix(2)),
            let minutes = Int(tail.suffix(2))
        else { return 0 }
        return (sign == "-" ? -1 : 1) * min(hours * 60 + minutes, 1440)
    }

    /// `header:…` properties made into what they mean: a property of their own, or a further header.
    private static func unfolded(_ object: [String: JSON], _ message: inout OutgoingMessage) throws(SetError) -> [String: JSON] {
        let own = [
            "from": "from", "to": "to", "cc": "cc", "bcc": "bcc", "reply-to": "replyTo", "sender": "sender", "subject": "subject",
            "message-id": "messageId", "in-reply-to": "inReplyTo", "references": "references", "date": "sentAt",
        ]
        var out = object.filter { !$0.key.hasPrefix("header:") }
        for (key, value) in object where key.hasPrefix("header:") {
            guard let header = HeaderProperty(key), !header.name.lowercased().hasPrefix("content-") else { throw .property(key) }
            if let name = own[header.name.lowercased()] {
                guard header.form != .raw, header.form != .groups, !header.all, out[name] == nil else { throw .property(key) }
                out[name] = value
                continue
            }
            let values = header.all ? value.array ?? [] : [value]
            for value in values where !value.isNull {
                guard let text = written(header.form, value) else { throw .property(key) }
                message.extraHeaders.append((header.name, text))
            }
        }
        return out
    }

    /// A header value as text; nil for forms that cannot be written here.
    private static func written(_ form: HeaderProperty.Form, _ value: JSON) -> String? {
        let text: String?
        switch form {
        case .raw: text = value.string.map { $0.trimmingCharacters(in: .whitespaces) }
        case .text: text = value.string
        case .date: text = value.string.flatMap { UTCDate.time($0) == nil ? nil : $0 }
        case .urls, .messageIDs:
            let items = value.array?.compactMap(\.string)
            text = items.map { $0.map { "<\($0)>" }.joined(separator: form == .urls ? ", " : " ") }
        case .addresses, .groups: text = nil
        }
        guard let text, !text.utf8.contains(where: { $0 < 32 && $0 != 9 }), text.utf8.count <= 20_000 else { return nil }
        return text
    }

    // MARK: - Bodies

    private mutating func readBodies(_ object: [String: JSON]) throws(SetError) {
        var (text, html, attached): ([JSON], [JSON], [JSON]) = ([], [], [])
        if let structure = object["bodyStructure"], !structure.isNull {
            guard ["textBody", "htmlBody", "attachments"].allSatisfy({ object[$0] ?? .null == .null }) else {
                throw .properties(["bodyStructure"], "bodyStructure stands alone.")
            }
            var parts: [String: JSON] = [:]
            guard let root = DraftReader.part(structure, &parts, depth: 0) else { throw .property("bodyStructure") }
            let lists = BodyLists(root)
            html = lists.html.filter { $0.type == "text/html" }.compactMap { $0.partId.flatMap { parts[$0] } }
            text = lists.text.filter { $0.type == "text/plain" }.compactMap { $0.partId.flatMap { parts[$0] } }
            let shown = Set(
                (lists.html.filter { $0.type == "text/html" } + lists.text.filter { $0.type == "text/plain" }).compactMap(\.partId))
            attached = root.leaves.compactMap(\.partId).filter { !shown.contains($0) }.compactMap { parts[$0] }
        } else {
            text = try DraftReader.list("textBody", object)
            html = try DraftReader.list("htmlBody", object)
            attached = try DraftReader.list("attachments", object)
        }
        message.text = try body(text, "textBody", type: "text/plain")
        message.html = try body(html, "htmlBody", type: "text/html").map { HTMLPolicy.clean($0, .compose).html }
        if message.text == nil, message.html == nil { message.text = "" }
        guard attached.count <= 500 else { throw .property("attachments", "More than 500 files.") }
        for part in attached { files.append(try file(part)) }
    }

    private static func list(_ name: String, _ object: [String: JSON]) throws(SetError) -> [JSON] {
        guard let json = object[name], !json.isNull else { return [] }
        guard let items = json.array, items.allSatisfy({ $0.object != nil }), name == "attachments" || items.count <= 1 else {
            throw .property(name)
        }
        return items
    }

    private func body(_ parts: [JSON], _ property: String, type: String) throws(SetError) -> String? {
        guard !parts.isEmpty else { return nil }
        var texts: [String] = []
        for part in parts {
            guard part["type"] == nil || part["type"]?.string?.lowercased() == type, let id = part["partId"]?.string, let text = values[id]
            else {
                throw .property(property, "It has one part of type \(type), whose partId is in bodyValues.")
            }
            texts.append(text)
        }
        return texts.joined(separator: "\n")
    }

    private func file(_ part: JSON) throws(SetError) -> File {
        for name in ["type", "name", "cid", "disposition", "blobId", "partId"] {
            guard let value = part[name], !value.isNull else { continue }
            guard let text = value.string, text.utf8.count <= 2000, !text.utf8.contains(where: { $0 < 32 || $0 == 127 }) else {
                throw .property("attachments")
            }
        }
        let type = Blobs.mediaType(part["type"]?.string ?? "application/octet-stream")
        let cid = part["cid"]?.string.map { String($0.filter { $0 != "<" && $0 != ">" }) }
        guard cid.map({ $0.utf8.allSatisfy { $0 > 32 && $0 < 127 } }) ?? true else {
            throw .property("attachments", "A cid has ASCII characters only.")
        }
        let isInline = part["disposition"]?.string?.lowercased() != "attachment"
        let shown = isInline ? cid.flatMap { $0.isEmpty ? nil : $0 } : nil
        let name = part["name"]?.string ?? ""
        if let blob = part["blobId"]?.string { return File(blob: blob, bytes: nil, type: type, name: name, cid: shown) }
        guard let id = part["partId"]?.string, let text = values[id] else { throw .property("attachments", "A file has a blobId.") }
        return File(blob: nil, bytes: Array(text.utf8), type: type, name: name, cid: shown)
    }

    /// A client's body part as a part, its JSON noted by a number; nil when it is malformed.
    private static func part(_ json: JSON, _ parts: inout [String: JSON], depth: Int) -> MimePart? {
        guard json.object != nil, depth < 20, parts.count < 1000 else { return nil }
        let type = (json["type"]?.string ?? (json["subParts"]?.array == nil ? "text/plain" : "multipart/mixed")).lowercased()
        var made = MimePart(
            type: type, disposition: json["disposition"]?.string?.lowercased(), name: json["name"]?.string, cid: json["cid"]?.string)
        if type.hasPrefix("multipart/") {
            guard let children = json["subParts"]?.array else { return nil }
            for child in children {
                guard let part = part(child, &parts, depth: depth + 1) else { return nil }
                made.subParts.append(part)
            }
        } else {
            let number = "\(parts.count + 1)"
            made.partId = number
            parts[number] = json
        }
        return made
    }
}

extension MimePart {
    /// A part that is not read from bytes.
    fileprivate init(type: String, disposition: String?, name: String?, cid: String?) {
        self = MessageParser.structure(Array("Content-Type: text/plain\r\n\r\n".utf8))
        partId = nil
        self.type = type
        self.disposition = disposition
        self.name = name
        self.cid = cid
        subParts = []
    }
}
