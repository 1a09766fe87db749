import Contact
import Core
import Store

/// Makes and changes cards by their JSContact objects.
struct CardEditing {
    let transaction: Transaction
    let user: UserID

    /// The content of a new card.
    func content(of object: JSON, uid: String) throws -> CardContent {
        let wanted = try inward(object)
        let card = try changed { () throws(CardChangeFault) in try VCard.making(wanted) }
        return ContactMaking.content(card, bytes: card.bytes, uid: uid)
    }

    /// The content of a card with a patch applied: only the lines that say something else are other ones. `told` are the properties in
    /// which entries have other keys than the client gave them.
    func content(of card: Card, patched patch: [String: JSON]) throws -> (content: CardContent, told: [String: JSON]) {
        guard let bytes = try CardTable.bytes(transaction.sql, card.id), let stored = try? VCard(bytes) else { throw SetError.notFound }
        var before = CardPhotos.outward(CardReading(stored).json, card.id)
        before["uid"] = .string(card.uid)
        var patch = patch
        // What a client read it may give back.
        for (name, value) in ["id": JSON.string(card.id.description), "etag": .string(card.etag), "size": .int(card.size)] {
            guard let given = patch.removeValue(forKey: name) else { continue }
            guard given == value else { throw SetError.property(name) }
        }
        if patch.removeValue(forKey: "mailUse") != nil { throw SetError.property("mailUse") }
        // A map that is not there yet may be reached into: clients add to it without looking.
        for path in patch.keys {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 2, before[String(parts[0])] == nil { before[String(parts[0])] = [:] }
        }
        var wanted = try ObjectPatch.apply(patch, to: before)
        if wanted["uid"] == nil || wanted["uid"] == .string(card.uid) { wanted["uid"] = CardReading(stored).json["uid"] }
        wanted = try inward(wanted)
        var after = try changed { () throws(CardChangeFault) in try stored.applying(wanted) }
        // A card that says when it was changed says so of this change, too, unless the client did.
        if after != stored, wanted["updated"] != nil, !patch.keys.contains("updated") {
            wanted["updated"] = .string(UTCDate.text(transaction.now))
            after = try changed { () throws(CardChangeFault) in try stored.applying(wanted) }
        }
        return (
            ContactMaking.content(after, bytes: after == stored ? bytes : after.bytes, uid: card.uid),
            after.version == .v40 ? [:] : rekeyed(wanted, CardPhotos.outward(CardReading(after).json, card.id).object ?? [:])
        )
    }

    /// The maps of entries of a card that have other keys than was wanted.
    private func rekeyed(_ wanted: JSON, _ read: [String: JSON]) -> [String: JSON] {
        read.filter { name, value in
            guard let keys = value.object?.keys, let known = wanted[name]?.object?.keys else { return false }
            return value.object?.values.contains { $0.object != nil } == true && Set(keys) != Set(known)
        }
    }

    /// A card with data URIs in place of the blob ids of its media; throws `blobNotFound`.
    private func inward(_ json: JSON) throws(SetError) -> JSON {
        do { return try CardPhotos(sql: transaction.sql, user: user).inward(json) } catch let error as SetError { throw error } catch {
            throw SetError(error as? Failure ?? Failure(.failed, "\(error)"))
        }
    }

    private func changed(_ body: () throws(CardChangeFault) -> VCard) throws(SetError) -> VCard {
        do throws(CardChangeFault) { return try body() } catch {
            let property = error.path.prefix { $0 != "/" }
            throw .property(property.isEmpty ? "name" : String(property), "\(error.path): \(error.reason)")
        }
    }
}
