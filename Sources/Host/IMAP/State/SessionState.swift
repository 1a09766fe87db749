import Core

/// What is known of a session from what the server said. Does no I/O.
struct SessionState: Sendable {
    /// The part of it that is worth showing to others.
    struct Snapshot: Sendable {
        /// What the server offers; empty when it has to be asked.
        var capabilities = Capabilities([])
        /// What ENABLE turned on.
        var enabled: Set<String> = []
        /// The selected mailbox, kept up to date.
        var selected: SelectedMailbox?

        /// How arguments are written now.
        var dialect: CommandWriter.Dialect {
            CommandWriter.Dialect(
                utf8: enabled.contains("UTF8=ACCEPT"), literalPlus: capabilities.literalPlus, literalMinus: capabilities.literalMinus)
        }
    }

    private(set) var snapshot = Snapshot()
    var capabilities: Capabilities {
        get { snapshot.capabilities }
        set { snapshot.capabilities = newValue }
    }
    var enabled: Set<String> {
        get { snapshot.enabled }
        set { snapshot.enabled = newValue }
    }
    var selected: SelectedMailbox? {
        get { snapshot.selected }
        _modify { yield &snapshot.selected }
    }
    /// Whether what is heard can be believed and shown: after TLS, or where no TLS is wanted.
    var isTrusted = false
    /// The words of BYE.
    var farewell: String?

    private var sequences = SequenceMap()

    /// Everything heard so far is void: it came before TLS (RFC 9051 6.2.1).
    mutating func forget() {
        capabilities = Capabilities([])
        enabled = []
        farewell = nil
    }

    /// A mailbox was selected.
    mutating func select(_ mailbox: SelectedMailbox?) {
        selected = mailbox
        sequences = SequenceMap()
    }

    /// Takes in an untagged response; gives what a reader of events should hear unless a command claims it.
    mutating func receive(_ data: Untagged) -> MailboxEvent? {
        switch data {
        case .capability(let offered): capabilities = offered
        case .enabled(let names): enabled.formUnion(names)
        case .exists(let count):
            guard selected != nil else { return nil }
            selected?.exists = count
            return .exists(count)
        case .expunge(let sequence):
            guard let exists = selected?.exists else { return nil }
            selected?.exists = max(0, exists - 1)
            return .expunged(sequence, sequences.expunge(sequence))
        case .vanished(let earlier, let uids):
            guard let exists = selected?.exists, !earlier else { return nil }
            selected?.exists = max(0, exists - Int64(clamping: uids.count))
            return .vanished(uids)
        case .fetch(let message):
            guard let exists = selected?.exists else { return nil }
            if let sequence = message.sequence, let uid = message.uid, !enabled.contains("QRESYNC") {
                sequences.learn(sequence, uid, exists: exists)
            }
            return .changed(message)
        case .flags(let flags): selected?.flags = flags
        case .status(let name, let status): return .status(name, status)
        case .list(let mailbox): return .listed(mailbox)
        case .condition(let status): return receive(status)
        case .recent, .search, .extendedSearch, .identification, .namespaces, .other, .unreadable: break
        }
        return nil
    }

    /// Takes in the code of a status response, tagged or not.
    mutating func receive(_ status: StatusResponse) -> MailboxEvent? {
        if status.condition == .bye { farewell = status.text }
        switch status.code {
        case .capability(let offered): capabilities = offered
        case .highestModSeq(let modSeq): selected?.highestModSeq = modSeq
        case .uidNext(let uid): selected?.uidNext = uid
        case .permanentFlags(let flags): selected?.permanentFlags = flags
        case .readOnly: selected?.isReadOnly = true
        case .readWrite: selected?.isReadOnly = false
        case .notificationOverflow: return .missed
        case .alert: return isTrusted ? .alert(status.text) : nil
        default: break
        }
        return nil
    }
}
