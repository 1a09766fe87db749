import Core
import Store

/// Which operations come next. Pure. Order is kept for each email; an operation that waits holds back only what follows on the same email,
/// and one on a folder everything that follows.
struct OutboxPlan: Sendable {
    /// Operations of one kind that can be told to the server together; empty when nothing is due.
    var group: [OutboxRow] = []
    /// When the next is due, when nothing is now.
    var due: Timestamp?

    /// At most so many at once.
    static let most = 200

    /// Looks at the open operations in their order.
    static func make(_ rows: [OutboxRow], now: Timestamp) -> OutboxPlan {
        var plan = OutboxPlan()
        var held: Set<EmailID> = []
        var isFolderHeld = false
        for row in rows {
            let isSubmit = row.work.isSubmit
            let isHeld = row.email.map(held.contains) ?? false || isFolderHeld && !isSubmit
            let isDue = row.notBefore <= now
            if let first = plan.group.first {
                guard !isHeld, isDue, row.work == first.work, row.state == .waiting, plan.group.count < most else { return plan }
                if let email = row.email, plan.group.contains(where: { $0.email == email }) { return plan }
                plan.group.append(row)
                continue
            }
            if !isHeld, isDue {
                plan.group = [row]
                if row.state == .running || !row.work.joins { return plan }
                continue
            }
            if !isDue, !isHeld { plan.due = min(plan.due ?? row.notBefore, row.notBefore) }
            if let email = row.email { held.insert(email) } else if row.work.isFolder { isFolderHeld = true }
        }
        return plan
    }
}

extension OutboxWork {
    var isSubmit: Bool { if case .submit = self { true } else { false } }

    var isFolder: Bool {
        switch self {
        case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: true
        default: false
        }
    }

    /// Whether several of them make one command.
    var joins: Bool {
        switch self {
        case .keywords, .move, .remove, .copy: true
        default: false
        }
    }
}
