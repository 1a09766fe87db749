import Core
import Store

/// What an Email/set update asks for: keywords and mailboxes, whole or by patch (RFC 8621 4.6).
struct EmailPatch: Sendable {
    private var keywords: Set<Keyword>?
    private var addKeywords: Set<Keyword> = []
    private var removeKeywords: Set<Keyword> = []
    private var mailboxes: Set<String>?
    private var addMailboxes: Set<String> = []
    private var removeMailboxes: Set<String> = []

    /// Reads a patch; throws `invalidProperties` for what cannot be changed and `invalidPatch` for what is none.
    init(_ patch: [String: JSON]) throws(SetError) {
        for (path, value) in patch {
            switch path {
            case "keywords": keywords = try EmailPatch.keywords(value)
            case "mailboxIds": mailboxes = try EmailPatch.mailboxes(value)
            case _ where path.hasPrefix("keywords/"):
                let name = try EmailPatch.token(path.dropFirst("keywords/".count))
                guard let keyword = Keyword(name) else { throw .property("keywords", "“\(name.prefix(100))” is not a keyword.") }
                if try EmailPatch.isOn(value, "keywords") { addKeywords.insert(keyword) } else { removeKeywords.insert(keyword) }
            case _ where path.hasPrefix("mailboxIds/"):
                let name = try EmailPatch.token(path.dropFirst("mailboxIds/".count))
                if try EmailPatch.isOn(value, "mailboxIds") { addMailboxes.insert(name) } else { removeMailboxes.insert(name) }
            default: throw .property(String(path.prefix { $0 != "/" }), "This property cannot be changed.")
            }
        }
        guard keywords == nil || addKeywords.isEmpty && removeKeywords.isEmpty else {
            throw SetError("invalidPatch", "keywords is set both whole and in part.")
        }
        guard mailboxes == nil || addMailboxes.isEmpty && removeMailboxes.isEmpty else {
            throw SetError("invalidPatch", "mailboxIds is set both whole and in part.")
        }
    }

    /// The keywords of a `keywords` object.
    static func keywords(_ json: JSON) throws(SetError) -> Set<Keyword> {
        guard let members = json.object else { throw .property("keywords", "It is an object of keywords that are true.") }
        var out: Set<Keyword> = []
        for (name, value) in members {
            guard value == true, let keyword = Keyword(name) else {
                throw .property("keywords", "“\(name.prefix(100))” is not a keyword that is true.")
            }
            out.insert(keyword)
        }
        guard out.count <= 200 else { throw SetError("tooManyKeywords") }
        return out
    }

    /// The ids of a `mailboxIds` object.
    static func mailboxes(_ json: JSON) throws(SetError) -> Set<String> {
        guard let members = json.object, !members.isEmpty, members.values.allSatisfy({ $0 == true }) else {
            throw .property("mailboxIds", "An email lies in at least one folder; each value is true.")
        }
        return Set(members.keys)
    }

    private static func isOn(_ value: JSON, _ property: String) throws(SetError) -> Bool {
        switch value {
        case .bool(true): true
        case .null: false
        default: throw .property(property, "A member is set to true or taken away with null.")
        }
    }

    private static func token(_ text: Substring) throws(SetError) -> String {
        guard !text.contains("/"), let pointer = JSONPointer("/" + text), let token = pointer.tokens.first else {
            throw SetError("invalidPatch", "The path is too long.")
        }
        return token
    }

    /// Makes it true of an email. Throws `invalidProperties` when a folder is none of its account, or none is left.
    func apply(_ transaction: Transaction, _ row: EmailRow, _ folders: Folders) throws {
        var add = addKeywords
        var remove = removeKeywords
        let has = Packed.keywords(row.keywords)
        if let keywords {
            add = keywords.subtracting(has)
            remove = has.subtracting(keywords)
        }
        if let target = try target(row, folders, &add, &remove) { try Change.mailboxes(transaction, row.id, target) }
        if has.union(add).count > 200 { throw SetError("tooManyKeywords") }
        if !add.isEmpty || !remove.isEmpty { try Change.keywords(transaction, row.id, add: add, remove: remove) }
    }

    private static func escaped(_ token: String) -> String { token.replacing("~", with: "~0").replacing("/", with: "~1") }

    /// The same patch by real ids, member by member, as it can be kept and made true later.
    func normal(_ row: EmailRow, _ folders: Folders) throws(SetError) -> JSON {
        var add = addKeywords
        var remove = removeKeywords
        if let keywords {
            add = keywords
            remove = Packed.keywords(row.keywords).subtracting(keywords)
        }
        let target = try target(row, folders, &add, &remove)
        var out: [String: JSON] = [:]
        for keyword in add { out["keywords/\(EmailPatch.escaped(keyword.name))"] = true }
        for keyword in remove { out["keywords/\(EmailPatch.escaped(keyword.name))"] = .null }
        if let target {
            for id in target.subtracting(row.mailboxes) { out["mailboxIds/\(id)"] = true }
            for id in Set(row.mailboxes).subtracting(target) { out["mailboxIds/\(id)"] = .null }
        }
        return .object(out)
    }

    private func target(_ row: EmailRow, _ folders: Folders, _ add: inout Set<Keyword>, _ remove: inout Set<Keyword>) throws(SetError)
        -> Set<MailboxID>?
    {
        let starred = Folders.name(.flagged)
        if addMailboxes.contains(starred) { add.insert(.flagged) }
        if removeMailboxes.contains(starred) { remove.insert(.flagged) }
        if let mailboxes {
            // A client that gives back what it read names a folder twice: by its id and by its role.
            return try ids(mailboxes.subtracting([starred]), row, folders)
        }
        let adding = addMailboxes.subtracting([starred])
        let removing = removeMailboxes.subtracting([starred])
        guard !adding.isEmpty || !removing.isEmpty else { return nil }
        let gone = Set(removing.compactMap { folders.target($0, in: row.account) })
        let target = Set(row.mailboxes).subtracting(gone).union(try ids(adding, row, folders))
        guard !target.isEmpty else { throw .property("mailboxIds", "An email lies in at least one folder.") }
        return target
    }

    private func ids(_ names: Set<String>, _ row: EmailRow, _ folders: Folders) throws(SetError) -> Set<MailboxID> {
        var out: Set<MailboxID> = []
        for name in names {
            guard let id = folders.target(name, in: row.account) else {
                let role = Folders.role(name).map { "This account has no folder for \($0.rawValue)." }
                throw .property("mailboxIds", role ?? "There is no folder “\(name.prefix(100))” in this account.")
            }
            out.insert(id)
        }
        return out
    }
}
