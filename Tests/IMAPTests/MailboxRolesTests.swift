import Core
import IMAP
import Testing

/// Who is who among the folders of providers and languages.
@Suite struct MailboxRolesTests {
    private func boxes(_ names: String, delimiter: Character = "/") -> [ListedMailbox] {
        names.split(separator: ",").map { entry in
            let words = entry.split(separator: "|")
            return ListedMailbox(name: MailboxName(String(words[0])), delimiter: delimiter, attributes: words.dropFirst().map { "\\\($0)" })
        }
    }

    @Test(arguments: [
        "INBOX,Drafts,Sent,Archive,Junk,Trash", "INBOX,Brouillons,Éléments envoyés,Archives,Courrier indésirable,Corbeille",
        "INBOX,Borradores,Enviados,Archivo,Correo no deseado,Papelera", "INBOX,Bozze,Posta inviata,Archivio,Posta indesiderata,Cestino",
        "INBOX,Entwürfe,Gesendet,Archiv,Spamverdacht,Papierkorb", "INBOX,Черновики,Отправленные,Архив,Спам,Корзина",
        "INBOX,草稿箱,已发送,归档,垃圾邮件,已删除邮件",
        "INBOX,Draft,Sent Items,archive,Bulk Mail,Deleted Items", "INBOX,DRAFTS,Sent_Messages,Archived,Junk E-mail,Deleted Messages",
    ])
    func byName(_ names: String) {
        let listed = boxes(names)
        let roles = MailboxRoles.resolve(listed.shuffled())
        let order: [MailboxRole] = [.inbox, .drafts, .sent, .archive, .junk, .trash]
        #expect(order.map { roles[$0] } == listed.map { $0.name })
    }

    @Test func specialUseComesFirst() {
        let roles = MailboxRoles.resolve(boxes("INBOX,Sent,Old sent|Sent,Trash|Noselect,Bin,Projects/Sent"))
        #expect(roles[.sent]?.text == "Old sent" && roles[.trash]?.text == "Bin" && roles[.drafts] == nil)
    }

    @Test func gmail() {
        let roles = MailboxRoles.resolve(
            boxes(
                "INBOX,[Gmail]|Noselect,[Gmail]/Alle Nachrichten|All,[Gmail]/Gesendet|Sent,[Gmail]/Papierkorb|Trash,[Gmail]/Markiert|Flagged,[Gmail]/Wichtig|Important,[Gmail]/Entwürfe,Archive"
            ))
        #expect(
            roles[.all]?.text == "[Gmail]/Alle Nachrichten" && roles[.drafts]?.text == "[Gmail]/Entwürfe"
                && roles[.archive]?.text == "Archive" && roles[.flagged] != nil && roles[.important] != nil)
    }

    @Test func prefixesAndOtherPeople() {
        let spaces = Namespaces(personal: [.init(prefix: "INBOX.", delimiter: ".")], others: [.init(prefix: "user.", delimiter: ".")])
        let roles = MailboxRoles.resolve(
            boxes("INBOX,user.bo.Sent|Sent,INBOX.Sent,INBOX.Trash,INBOX.a.Drafts", delimiter: "."), namespaces: spaces)
        #expect(roles[.sent]?.text == "INBOX.Sent" && roles[.trash]?.text == "INBOX.Trash" && roles[.drafts] == nil)
    }

    @Test func oneRoleEach() {
        let roles = MailboxRoles.resolve(boxes("INBOX,Everything|All|Archive,Sent|Sent,Sent Items|Sent"))
        #expect(Set(roles.values).count == roles.count && roles[.sent]?.text == "Sent")
    }
}
