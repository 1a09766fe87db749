import Core
import IMAP
import Store

/// What has to be asked of a selected mailbox to be level with it again. Pure.
enum ResyncPlan: Hashable, Sendable {
    /// Never seen before: begin with the newest page.
    case begin
    /// The UIDs we remember are void.
    case restart
    /// Nothing changed.
    case level
    /// Changes since a MODSEQ; with `vanished` the server also says what is gone.
    case changes(since: ModSeq, vanished: Bool)
    /// No MODSEQ to go by: new UIDs and the flags of a window of the newest.
    case windows

    /// Compares what is remembered with what SELECT said. `held` is the number of the mailbox's messages on the server that we know of.
    static func make(cursor: MailboxCursor, selected: SelectedMailbox, held: Int64, qresync: Bool) -> ResyncPlan {
        guard let validity = selected.uidValidity, !selected.uidsAreNotSticky else { return cursor.uidValidity == 0 ? .begin : .restart }
        if cursor.uidValidity == 0 { return .begin }
        if validity.rawValue != cursor.uidValidity { return .restart }
        if cursor.headersFrom == 0 { return .begin }
        let next = selected.uidNext?.rawValue
        // A mailbox that is not complete holds fewer than the server: its number says nothing.
        let numberDiffers = cursor.isComplete && held != selected.exists
        guard let modSeq = selected.highestModSeq, cursor.modSeq > 0 else { return .windows }
        if modSeq.rawValue == cursor.modSeq, next == cursor.uidNext, !numberDiffers { return .level }
        // A MODSEQ that went back is a server restored from a copy: trust nothing but a full look.
        if modSeq.rawValue < cursor.modSeq { return .windows }
        return .changes(since: ModSeq(cursor.modSeq), vanished: qresync)
    }

    /// Whether counters from STATUS or LIST-STATUS differ from what is remembered, so that the mailbox must be selected and looked at.
    static func isStale(cursor: MailboxCursor, status: MailboxStatus, held: Int64) -> Bool {
        if cursor.uidValidity == 0 || !cursor.isComplete { return true }
        if let validity = status.uidValidity, validity.rawValue != cursor.uidValidity { return true }
        if let next = status.uidNext, next.rawValue != cursor.uidNext { return true }
        if let messages = status.messages, messages != held { return true }
        if let modSeq = status.highestModSeq {
            return cursor.modSeq > 0 ? modSeq.rawValue != cursor.modSeq : modSeq.rawValue > 1 && held > 0
        }
        return false
    }
}
