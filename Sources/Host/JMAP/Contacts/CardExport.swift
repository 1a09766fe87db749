import Contact
import Core
import Store

extension Method {
    /// ContactCard/export: cards as one file of vCards, to be downloaded as a blob.
    static let cardExport = Method("ContactCard/export", capability: Capability.contactsVendor) { call in
        let named = try call.arguments.strings("ids")
        let book = try call.arguments.string("addressBookId")
        let version = try call.arguments.string("version")
        guard version == nil || version == "3.0" || version == "4.0" else { throw MethodError.invalid("“version” is 3.0 or 4.0.") }
        let wanted = version.flatMap { VCard.Version(rawValue: $0) }
        let texts = try await call.readContacts { sql, scope -> [[UInt8]] in
            var ids: [CardID] = []
            if let named {
                ids = named.compactMap { CardID($0) }
                let there = try CardTable.get(sql, user: scope.user, ids)
                ids = ids.filter { there[$0] != nil }
                guard ids.count == named.count else { throw MethodError("notFound", "A contact is not there any more.") }
            } else if let book {
                guard let id = AddressBookID(book), try AddressBookTable.get(sql, user: scope.user, id) != nil else {
                    throw MethodError("notFound", "There is no such address book.")
                }
                ids = try CardTable.ids(sql, user: scope.user, book: id)
            } else {
                ids = try CardTable.ids(sql, user: scope.user)
            }
            let texts = try CardTable.texts(sql, ids)
            return ids.compactMap { texts[$0] }
        }
        var file: [UInt8] = []
        for text in texts {
            // A card that is in that version is given as it is.
            if let wanted, let card = try? VCard(text), card.version != wanted, let other = try? card.written(as: wanted) {
                file += other.bytes
            } else {
                file += text
            }
            if let last = file.last, last != 10, last != 13 { file += [13, 10] }
        }
        let made = try await call.house.blobs.upload(user: call.user, account: Scope.allID, type: "text/vcard", file)
        return [
            "accountId": .string(Scope.allID), "blobId": made["blobId"] ?? nil, "size": .int(Int64(file.count)),
            "count": .int(Int64(texts.count)),
        ]
    }
}
