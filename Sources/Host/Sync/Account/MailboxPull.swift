import Core
import IMAP
import Logging
import Store

/// Brings mailboxes level with their server over a connection that does nothing else meanwhile.
struct MailboxPull: Sendable {
    let account: AccountID
    let store: Store
    let connection: IMAPConnection
    /// Held while new messages are looked at and taken in, so that what the outbox is just putting there is not taken for another message.
    let arrivals: Turn
    let board: SyncBoard
    var hooks = Hooks.none
    let log: Logger

    static let headerItems: [FetchItem] = [
        .uid, .flags, .internalDate, .size, .modSeq, .emailID, .threadID, .gmailMessageID, .gmailThreadID, .body(.header),
    ]
    static let flagItems: [FetchItem] = [.uid, .flags, .modSeq]

    /// How many messages the first look at a mailbox takes in.
    static let page: Int64 = 50

    private var hasQResync: Bool { connection.enabled.contains("QRESYNC") }

    /// Selects a mailbox and takes in what changed since the last look; the newest page when there was none.
    /// Returns whether older headers are still to come.
    func level(_ mailbox: Mailbox, name: MailboxName) async throws(Failure) -> Bool {
        guard let cursor = try await store.read({ sql throws(Failure) in try MailboxCursor.get(sql, mailbox.id) }) else { return false }
        var point: ResyncPoint?
        if hasQResync, cursor.uidValidity > 0, cursor.modSeq > 0 {
            point = ResyncPoint(uidValidity: UIDValidity(cursor.uidValidity), modSeq: ModSeq(cursor.modSeq))
        }
        let selected = try await connection.select(name, since: point)
        return try await compare(mailbox.id, cursor, selected, told: point != nil)
    }

    /// Takes in what changed in the mailbox that is selected.
    func refresh(_ mailbox: MailboxID) async throws(Failure) -> Bool {
        guard let selected = connection.selected,
            let cursor = try await store.read({ sql throws(Failure) in try MailboxCursor.get(sql, mailbox) })
        else { return false }
        guard cursor.uidValidity != 0, selected.uidValidity?.rawValue == cursor.uidValidity, cursor.headersFrom > 0 else {
            return try await compare(mailbox, cursor, selected, told: false)
        }
        if cursor.modSeq > 0, selected.highestModSeq != nil {
            try await takeChanges(mailbox, cursor, selected, since: ModSeq(cursor.modSeq), vanished: hasQResync, told: nil)
            if !hasQResync { try await prove(mailbox, cursor) }
        } else {
            let isSuspicious = try await takeWindow(mailbox, cursor, selected)
            try await prove(mailbox, cursor, always: isSuspicious)
        }
        return cursor.headersFrom != 1
    }

    private func compare(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ selected: SelectedMailbox, told: Bool) async throws(Failure)
        -> Bool
    {
        let held = try await store.read { sql throws(Failure) in try MailboxCursor.held(sql, mailbox, uidValidity: cursor.uidValidity) }
        switch ResyncPlan.make(cursor: cursor, selected: selected, held: held, qresync: hasQResync) {
        case .begin:
            return try await begin(mailbox, selected)
        case .restart:
            let validity = selected.uidValidity?.rawValue ?? 0
            log.notice("a mailbox was numbered anew", metadata: ["mailbox": "\(mailbox)"])
            try await store.write(.process) { [account] transaction throws(Failure) in
                try Observe.renumbered(transaction, account: account, mailbox: mailbox, uidValidity: validity)
            }
            board.wantSweep()
            return try await begin(mailbox, selected)
        case .level:
            try await store.write(.process) { transaction throws(Failure) in
                try MailboxCursor.advance(transaction, mailbox, uidValidity: cursor.uidValidity)
            }
        case .changes(let since, let vanished):
            try await takeChanges(mailbox, cursor, selected, since: since, vanished: vanished, told: told ? selected : nil)
            if !vanished { try await prove(mailbox, cursor) }
        case .windows:
            let isSuspicious = try await takeWindow(mailbox, cursor, selected)
            try await prove(mailbox, cursor, always: isSuspicious)
        }
        return cursor.headersFrom != 1
    }

    // MARK: - The first look

    private func begin(_ mailbox: MailboxID, _ selected: SelectedMailbox) async throws(Failure) -> Bool {
        let validity = selected.uidValidity?.rawValue ?? 1
        var page: [FetchedMessage] = []
        if selected.exists > 0 {
            let low = max(1, selected.exists - MailboxPull.page + 1)
            page = try await connection.fetch(
                .sequence(SequenceSet(SequenceNumber(low)...SequenceNumber(selected.exists))), MailboxPull.headerItems
            ).all()
        }
        let messages = page.compactMap { NewEmail($0, uidValidity: validity) }
        let uids = messages.compactMap(\.uid)
        let next = selected.uidNext?.rawValue ?? (uids.max() ?? 0) + 1
        // UIDs at or above UIDNEXT came after SELECT: the next look takes them.
        let mine = messages.filter { ($0.uid ?? 0) < next }
        let all = selected.exists <= MailboxPull.page
        let cursor = MailboxCursor(
            uidValidity: validity, uidNext: next, modSeq: selected.highestModSeq?.rawValue ?? 0, headersFrom: all ? 1 : uids.min() ?? next)
        try await store.write(.process) { [account] transaction throws(Failure) in
            try Ingest.add(transaction, account: account, mailbox: mailbox, mine)
            try cursor.begin(transaction, mailbox)
        }
        return !all
    }

    // MARK: - Changes

    private func takeChanges(
        _ mailbox: MailboxID, _ cursor: MailboxCursor, _ selected: SelectedMailbox, since: ModSeq, vanished: Bool, told: SelectedMailbox?
    ) async throws(Failure) {
        let changed: [FetchedMessage]
        let gone: UIDSet
        if let told {
            changed = told.changed
            gone = told.vanished
        } else {
            let stream = connection.fetch(
                .uidsFrom(UID(max(1, cursor.headersFrom))), MailboxPull.flagItems, changedSince: since, vanished: vanished)
            changed = try await stream.all()
            gone = stream.vanished
        }
        let highest = max(changed.compactMap(\.modSeq).max()?.rawValue ?? 0, told?.highestModSeq?.rawValue ?? 0, cursor.modSeq)
        // New messages first: they are what a person waits for.
        if changed.contains(where: { ($0.uid?.rawValue ?? 0) >= cursor.uidNext }) || (selected.uidNext?.rawValue ?? 0) > cursor.uidNext {
            try await takeNew(mailbox, cursor)
        }
        try await takeFlags(mailbox, cursor, changed.filter { ($0.uid?.rawValue ?? .max) < cursor.uidNext })
        if !gone.isEmpty { try await takeGone(mailbox, cursor, gone) }
        try await store.write(.process) { transaction throws(Failure) in
            try MailboxCursor.advance(transaction, mailbox, uidValidity: cursor.uidValidity, modSeq: highest)
        }
    }

    /// Messages with UIDs not looked at before, oldest first, so that an interruption leaves no hole.
    private func takeNew(_ mailbox: MailboxID, _ cursor: MailboxCursor) async throws(Failure) {
        try await arrivals.use { () throws(Failure) in
            var batch: [NewEmail] = []
            let stream = connection.fetch(.uidsFrom(UID(max(1, cursor.uidNext))), MailboxPull.headerItems)
            let iterator = stream.makeAsyncIterator()
            while let message = try await iterator.next(isolation: nil) {
                // `n:*` also names the newest message when its UID is lower.
                guard var new = NewEmail(message, uidValidity: cursor.uidValidity), let uid = new.uid, uid >= cursor.uidNext else {
                    continue
                }
                new.isNews = true
                batch.append(new)
                if batch.count == 250 {
                    try await keepNew(mailbox, cursor, batch)
                    batch = []
                }
            }
            if !batch.isEmpty { try await keepNew(mailbox, cursor, batch) }
        }
    }

    private func keepNew(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ batch: [NewEmail]) async throws(Failure) {
        let next = (batch.compactMap(\.uid).max() ?? 0) + 1
        let labels = await IngestHook(hooks: hooks, account: account, mailbox: mailbox, store: store).labels(batch)
        try await store.write(.process) { [account] transaction throws(Failure) in
            let emails = try Ingest.add(transaction, account: account, mailbox: mailbox, batch)
            for (index, keywords) in labels where index < emails.count {
                if let email = emails[index] { try Change.keywords(transaction, email, add: keywords, remove: []) }
            }
            try MailboxCursor.advance(transaction, mailbox, uidValidity: cursor.uidValidity, uidNext: max(next, cursor.uidNext))
        }
    }

    private func takeFlags(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ changed: [FetchedMessage]) async throws(Failure) {
        for run in BatchPlan.bodies(changed, bytes: .max, count: 500, size: { _ in 1 }) {
            try await store.write(.process) { transaction throws(Failure) in
                for message in run {
                    guard let uid = message.uid, let flags = message.flags else { continue }
                    try Observe.flags(
                        transaction, mailbox: mailbox, uidValidity: cursor.uidValidity, uid: uid.rawValue,
                        keywords: Set(flags.compactMap(\.keyword)),
                        modseq: message.modSeq?.rawValue ?? 0)
                }
            }
        }
    }

    private func takeGone(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ gone: UIDSet) async throws(Failure) {
        // VANISHED may name millions that we never had: only what we hold is walked.
        let held = try await store.read { sql throws(Failure) in
            try LocationTable.uids(sql, mailbox: mailbox, uidValidity: cursor.uidValidity)
        }
        let mine = held.filter { gone.contains(UID($0)) }
        if !mine.isEmpty { board.wantSweep() }
        for run in BatchPlan.bodies(mine, bytes: .max, count: 500, size: { _ in 1 }) {
            try await store.write(.process) { transaction throws(Failure) in
                try Observe.vanished(transaction, mailbox: mailbox, uidValidity: cursor.uidValidity, uids: run)
            }
        }
    }

    // MARK: - Without CONDSTORE

    /// Returns whether the window lacks something that we hold.
    private func takeWindow(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ selected: SelectedMailbox) async throws(Failure) -> Bool {
        try await takeNew(mailbox, cursor)
        let exists = connection.selected?.exists ?? selected.exists
        guard exists > 0 else { return true }
        let window: Int64 = exists <= 5_000 ? exists : 1_000
        let seen = try await connection.fetch(
            .sequence(SequenceSet(SequenceNumber(exists - window + 1)...SequenceNumber(exists))), [.uid, .flags]
        ).all()
        let low = seen.compactMap(\.uid).min()?.rawValue ?? 1
        let known = try await store.read { sql throws(Failure) in
            try LocationTable.flags(sql, mailbox: mailbox, uidValidity: cursor.uidValidity, from: low)
        }
        let before = Dictionary(known.map { ($0.uid, Packed.keywords($0.flags)) }) { first, _ in first }
        let changed = seen.filter { message in
            guard let uid = message.uid?.rawValue, let flags = message.flags, let old = before[uid] else { return false }
            return Set(flags.compactMap(\.keyword)) != old
        }
        try await takeFlags(mailbox, cursor, changed)
        try await store.write(.process) { transaction throws(Failure) in
            try MailboxCursor.advance(transaction, mailbox, uidValidity: cursor.uidValidity)
        }
        let present = Set(seen.compactMap { $0.uid?.rawValue })
        return !before.keys.allSatisfy(present.contains)
    }

    /// Finds what is gone by two agreeing snapshots, and what we missed. Nothing is believed of a snapshot that does not match EXISTS.
    private func prove(_ mailbox: MailboxID, _ cursor: MailboxCursor, always: Bool = false) async throws(Failure) {
        let held = try await store.read { sql throws(Failure) in
            (
                try MailboxCursor.held(sql, mailbox, uidValidity: cursor.uidValidity),
                try MailboxCursor.get(sql, mailbox)
            )
        }
        guard let now = held.1, now.uidValidity == cursor.uidValidity else { return }
        if !always, now.isComplete, held.0 == connection.selected?.exists { return }
        let list = try await store.read { sql throws(Failure) in
            try LocationTable.uids(sql, mailbox: mailbox, uidValidity: cursor.uidValidity)
        }
        let mine = UIDSet(list.map { UID($0) })
        var proof = DeletionProof()
        for _ in 0..<3 {
            let found = try await connection.search(.all).uids
            let selected = connection.selected
            let snapshot = DeletionProof.Snapshot(uidValidity: selected?.uidValidity, uids: found, exists: selected?.exists ?? -1)
            guard case .gone(let gone) = proof.see(snapshot, held: mine) else { continue }
            if !gone.isEmpty { try await takeGone(mailbox, cursor, gone) }
            let between = UIDSet(UID(max(1, now.headersFrom))...UID(max(1, now.headersFrom, now.uidNext - 1)))
            let outside = found.subtracting(between)
            let missed = found.subtracting(outside).subtracting(mine)
            if !missed.isEmpty { try await takeMissed(mailbox, cursor, missed) }
            return
        }
    }

    private func takeMissed(_ mailbox: MailboxID, _ cursor: MailboxCursor, _ missed: UIDSet) async throws(Failure) {
        for chunk in missed.chunksDescending(of: 250) {
            try await arrivals.use { () throws(Failure) in
                let messages = try await connection.fetch(.uids(chunk), MailboxPull.headerItems).all().compactMap {
                    NewEmail($0, uidValidity: cursor.uidValidity)
                }
                try await store.write(.process) { [account] transaction throws(Failure) in
                    _ = try Ingest.add(transaction, account: account, mailbox: mailbox, messages)
                }
            }
        }
    }
}
