import Contact
import Core
import Store

extension Method {
    /// ContactCard/duplicates: groups of cards that seem to be the same person.
    static let cardDuplicates = Method("ContactCard/duplicates", capability: Capability.contactsVendor) { call in
        let book = try call.arguments.string("addressBookId").map { AddressBookID($0) }
        return try await call.readContacts { sql, scope in
            let cards = try call.house.cards.entries(scope, sql).entries.filter { $0.kind != "group" && (book == nil || $0.book == book) }
            let groups = CardDuplicates.groups(cards)
            return [
                "accountId": .string(scope.id),
                "groups": .array(
                    groups.prefix(1000).map { group in
                        ["ids": .array(group.ids.map { .string($0.description) }), "reason": .string(group.reason)]
                    }),
            ]
        }
    }

    /// ContactCard/merge: what several cards say in one of them; the others go.
    static let cardMerge = Method("ContactCard/merge", capability: Capability.contactsVendor) { call in
        try call.mustBeAll()
        let ids = try call.arguments.required("ids", try call.arguments.strings("ids"))
        let into = try call.arguments.required("into", try call.arguments.string("into"))
        let others = Set(ids).subtracting([into])
        guard !others.isEmpty, others.count <= 100 else { throw MethodError.invalid("“ids” names 1 to 100 contacts beside “into”.") }
        let card = try await call.writeContacts { transaction, scope in
            let work = CardWork(transaction: transaction, user: scope.user, call: call)
            do { return try work.merge(others.sorted(), into: into) } catch let error as SetError {
                throw MethodError(
                    error.type == "notFound" ? "notFound" : "invalidArguments", error.description.isEmpty ? error.type : error.description)
            }
        }
        return ["accountId": .string(Scope.allID), "card": card]
    }
}

/// Finds cards that seem to be the same person: by an address first, then a telephone number, then the whole name.
enum CardDuplicates {
    static func groups(_ cards: [CardIndex.Entry]) -> [(ids: [CardID], reason: String)] {
        var root = Array(cards.indices)
        func find(_ index: Int) -> Int {
            var index = index
            while root[index] != index { index = root[index] }
            return index
        }
        var reasons: [Int: String] = [:]
        func join(_ reason: String, _ keys: (CardIndex.Entry) -> [String]) {
            var first: [String: Int] = [:]
            for (index, card) in cards.enumerated() {
                for key in Set(keys(card)) {
                    guard let other = first[key] else {
                        first[key] = index
                        continue
                    }
                    let (a, b) = (find(other), find(index))
                    guard a != b else { continue }
                    root[max(a, b)] = min(a, b)
                    let known = reasons.removeValue(forKey: max(a, b))
                    reasons[min(a, b)] = reasons[min(a, b)] ?? known ?? reason
                }
            }
        }
        func words(_ card: CardIndex.Entry, _ letter: CardFacts.Letter) -> [String] {
            card.facts.filter { $0.letter == letter.rawValue }.map(\.words).filter { !$0.isEmpty }
        }
        join("email") { words($0, .email) }
        // Short numbers are extensions; the last nine digits are the same with and without a country code.
        join("phone") { words($0, .phone).filter { $0.utf8.count >= 7 }.map { String($0.suffix(9)) } }
        join("name") { card in
            let name = words(card, .fullName).first ?? ""
            return name.split(separator: " ").count > 1 ? [name.split(separator: " ").sorted().joined(separator: " ")] : []
        }
        var members: [Int: [CardID]] = [:]
        for index in cards.indices { members[find(index), default: []].append(cards[index].id) }
        return members.filter { $0.value.count > 1 }.sorted { $0.value[0] < $1.value[0] }.map { ($0.value, reasons[$0.key] ?? "name") }
    }
}

extension CardWork {
    /// Takes into a card what others say that it does not, removes them, and names it where groups named them; returns the merged card.
    func merge(_ others: [String], into text: String) throws -> JSON {
        let target = try card(text)
        let cards = try others.map(card)
        func read(_ card: Card) throws -> VCard {
            guard let bytes = try CardTable.bytes(transaction.sql, card.id), let read = try? VCard(bytes) else { throw SetError.notFound }
            return read
        }
        let stored = try read(target)
        var json = CardReading(stored).json
        for other in cards { json = CardMerge.merged(json, CardReading(try read(other)).json) }
        let merged: VCard
        do { merged = try stored.applying(json) } catch { throw SetError("invalidProperties", "\(error.path): \(error.reason)") }
        for other in cards { try CardTable.remove(transaction, user: user, other) }
        try CardTable.update(transaction, user: user, target, ContactMaking.content(merged, bytes: merged.bytes, uid: target.uid))
        try rename(cards, target)
        let after = try card(text)
        let bytes = try CardTable.bytes(transaction.sql, after.id)
        return .object(CardJSON.object(after, text: bytes, use: nil, nil))
    }

    /// Groups that have cards which are gone have the one that took them in.
    private func rename(_ gone: [Card], _ target: Card) throws {
        let rows = try CardIndexRow.all(transaction.sql, user: user).filter { $0.kind == "group" }
        for row in rows {
            guard let group = try CardTable.get(transaction.sql, user: user, [row.id])[row.id],
                let bytes = try CardTable.bytes(transaction.sql, row.id), let stored = try? VCard(bytes)
            else { continue }
            var json = CardReading(stored).json
            guard case .object(var members)? = json["members"] else { continue }
            let bare = Set(gone.map { CardFacts.bare($0.uid) })
            let named = members.keys.filter { bare.contains(CardFacts.bare($0)) }
            guard !named.isEmpty else { continue }
            for name in named { members[name] = nil }
            if !members.keys.contains(where: { CardFacts.bare($0) == CardFacts.bare(target.uid) }) {
                // As the others of the group are written.
                let isURN = named[0].lowercased().hasPrefix("urn:uuid:") && !target.uid.contains(":")
                members[isURN ? "urn:uuid:" + target.uid : target.uid] = true
            }
            json["members"] = .object(members)
            guard let changed = try? stored.applying(json) else { continue }
            try CardTable.update(transaction, user: user, group, ContactMaking.content(changed, bytes: changed.bytes, uid: group.uid))
        }
    }
}

/// What two cards say together.
enum CardMerge {
    /// The first card with what only the second says. What both say differently and a card has once stays as the first says it.
    static func merged(_ first: JSON, _ second: JSON) -> JSON {
        var out = first
        for (name, value) in second.object ?? [:] {
            guard !["@type", "version", "uid", "kind", "prodId", "created", "updated"].contains(name) else { continue }
            switch (out[name], value) {
            case (nil, _): out[name] = value
            case (.object(var here)?, .object(let there)) where name == "name":
                for (part, value) in there where here[part] == nil { here[part] = value }
                out[name] = .object(here)
            case (.object(var here)?, .object(let there)) where !name.contains(":"):
                let known = Set(here.values.map(essence))
                for (key, value) in there.sorted(by: { $0.key < $1.key }) {
                    // Entries have something of their own; sets are known by their keys.
                    if value.object?.isEmpty == false, name != "relatedTo", known.contains(essence(value)) { continue }
                    var free = key
                    var count = 2
                    while let taken = here[free], taken != value, name != "relatedTo" {
                        free = "\(key)-\(count)"
                        count += 1
                    }
                    if here[free] == nil { here[free] = value }
                }
                out[name] = .object(here)
            case (.array(let here)?, .array(let there)): out[name] = .array(here + there.filter { !here.contains($0) })
            default: break
            }
        }
        return out
    }

    /// What an entry is about, without how it is used.
    private static func essence(_ entry: JSON) -> JSON {
        guard let members = entry.object else { return entry }
        if let address = members["address"]?.string { return .string("mailto:" + address.lowercased()) }
        if let number = members["number"]?.string { return .string("tel:" + number.filter { $0.isNumber || $0 == "+" }) }
        return .object(members.filter { !["contexts", "pref", "label", "features", "vCardParams"].contains($0.key) })
    }
}
