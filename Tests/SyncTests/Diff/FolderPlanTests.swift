import Core
import IMAP
import Testing

@testable import Store
@testable import Sync

@Suite struct FolderPlanTests {
    private func known(_ id: Int64, _ path: String, validity: Int64 = 1, next: Int64 = 5, onServer: Bool = true) -> Mailbox {
        Mailbox(
            id: MailboxID(id), account: AccountID(1), path: path, delimiter: "/", name: path, parent: nil, role: nil, selectable: true,
            subscribed: true,
            onServer: onServer, uidValidity: validity, uidNext: next, modseq: 0, headersFrom: 1, sortOrder: 0, total: 0, unread: 0,
            totalThreads: 0,
            unreadThreads: 0, syncedAt: nil)
    }

    private func server(_ path: String, validity: Int64 = 1, next: Int64 = 5, _ attributes: String...) -> IMAP.ListedMailbox {
        var mailbox = IMAP.ListedMailbox(name: MailboxName(path), delimiter: "/", attributes: attributes)
        var status = MailboxStatus()
        status.uidValidity = UIDValidity(validity)
        status.uidNext = UID(next)
        mailbox.status = status
        return mailbox
    }

    private func plan(_ known: [Mailbox], _ server: [IMAP.ListedMailbox]) -> FolderPlan {
        FolderPlan.make(known: known, server: server, roles: [.sent: MailboxName("Sent")], subscriptionsKnown: false)
    }

    @Test func newOnesAreListedWithTheirRoles() {
        let plan = plan([], [server("INBOX"), server("Sent"), server("Brücken/Größe")])
        #expect(plan.listed.map(\.path) == ["INBOX", "Sent", "Brücken/Größe"])
        #expect(plan.listed.map(\.role) == [.inbox, .sent, nil])
        #expect(plan.gone.isEmpty && plan.renamed.isEmpty)
    }

    @Test func anInboxIsAlwaysThere() {
        #expect(plan([], []).listed.map(\.path) == ["INBOX"])
    }

    @Test func whatIsNotListedIsGone() {
        #expect(plan([known(1, "INBOX"), known(2, "Old", validity: 9)], [server("INBOX")]).gone.map(\.id.rawValue) == [2])
    }

    @Test func whatIsStillOnItsWayIsNotGone() {
        #expect(plan([known(2, "New", onServer: false)], [server("INBOX")]).gone.isEmpty)
    }

    @Test func oneTwinIsARename() {
        let plan = plan([known(1, "INBOX"), known(2, "Old", validity: 9)], [server("INBOX"), server("New", validity: 9)])
        #expect(plan.renamed.map { [$0.mailbox.path, $0.path] } == [["Old", "New"]])
        #expect(plan.gone.isEmpty)
    }

    @Test func aRenameSeenHalfwayIsLookedAtAgain() {
        let halfway = [server("INBOX"), server("Old", validity: 9), server("New", validity: 9)]
        #expect(plan([known(1, "INBOX"), known(2, "Old", validity: 9)], halfway).hasDoubles)
        #expect(!plan([known(1, "INBOX"), known(2, "Old", validity: 9)], [server("INBOX"), server("New", validity: 9)]).hasDoubles)
    }

    @Test func twoTwinsAreNone() {
        let plan = plan(
            [known(2, "A", validity: 9), known(3, "B", validity: 9)], [server("INBOX"), server("C", validity: 9), server("D", validity: 9)])
        #expect(plan.renamed.isEmpty && plan.gone.count == 2)
    }

    @Test func nonExistentIsNotThere() {
        #expect(plan([known(2, "Old")], [server("INBOX"), server("Old", "\\NonExistent")]).gone.map(\.id.rawValue) == [2])
    }

    @Test func aNameThatIsNoUTF7IsFoundAgain() {
        let name = MailboxName(wire: "Caf&x")
        let plan = plan([], [IMAP.ListedMailbox(name: name, delimiter: "/")])
        #expect(plan.names[name.text] == name)
    }
}
