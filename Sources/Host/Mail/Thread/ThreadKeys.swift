import Core

/// Which conversation a message belongs to, decided from values (architecture: union-find with placeholders). The store keeps the table
/// "message id → thread" in which ids that were only mentioned stand as placeholders; this says what to do with it.
public enum ThreadKeys {
    /// What is known about a message when it arrives.
    public struct Candidate: Sendable {
        /// Every message id the message has or mentions, normalised, its own first, then parents from near to far. All of them belong to
        /// the message's thread and are written to the table, known or not.
        public let ids: [String]
        /// Its subject.
        public let subject: ThreadSubject
        /// Lower case addresses of everyone in From, To, Cc.
        public let participants: Set<String>

        /// Reads the parts of a header that matter.
        public init(_ header: MessageHeader) {
            self.init(
                messageId: header.messageId, inReplyTo: header.inReplyTo, references: header.references, subject: header.subject ?? "",
                participants: (header.from + header.to + header.cc).map(\.email))
        }

        /// A message by its values.
        public init(messageId: [String], inReplyTo: [String], references: [String], subject: String, participants: [String]) {
            var seen: Set<String> = []
            let all = messageId.prefix(1) + inReplyTo.prefix(10) + references.suffix(200).reversed() + references.prefix(1)
            ids = all.compactMap(ThreadKeys.normalise).filter { seen.insert($0).inserted }
            self.subject = ThreadSubject(subject)
            self.participants = Set(participants.map { $0.lowercased() })
        }

        /// Whether the subject may be asked for a thread: only a reply without any parent known by id, with something left of the subject.
        public var mayAskSubject: Bool { subject.isReply && subject.base.unicodeScalars.count >= 3 }
    }

    /// A thread found by subject, offered by the store: same normalised subject, recent.
    public struct SubjectMatch<Thread: Sendable>: Sendable {
        /// The thread.
        public let thread: Thread
        /// Lower case addresses of everyone in it.
        public let participants: Set<String>
        /// A thread with some participants.
        public init(thread: Thread, participants: Set<String>) {
            self.thread = thread
            self.participants = participants
        }
    }

    /// What to do with a message.
    public enum Decision<Thread: Hashable & Sendable>: Hashable, Sendable {
        /// It begins a thread.
        case new
        /// It belongs to a thread.
        case join(Thread)
        /// It shows that several threads are one: all of `others` become `into`.
        case merge(into: Thread, others: [Thread])
    }

    /// Decides from the threads its ids are in (`known`, in any order) and, when there are none, from threads with the same subject.
    /// The smallest thread survives a merge, so that the result does not depend on the order of arrival.
    public static func decide<Thread: Hashable & Comparable & Sendable>(
        _ candidate: Candidate, known: some Sequence<Thread>, subjects: [SubjectMatch<Thread>] = []
    ) -> Decision<Thread> {
        let threads = Set(known).sorted()
        if let first = threads.first { return threads.count == 1 ? .join(first) : .merge(into: first, others: Array(threads.dropFirst())) }
        guard candidate.mayAskSubject else { return .new }
        let shared = subjects.first {
            $0.participants.intersection(candidate.participants).count >= min(2, max(1, candidate.participants.count))
        }
        return shared.map { .join($0.thread) } ?? .new
    }

    /// A message id as the table knows it: no brackets or blanks, the domain in lower case. Nil for what cannot tell messages apart.
    public static func normalise(_ id: String) -> String? {
        var text = String(id.unicodeScalars.filter { $0.value > 32 && $0.value != 127 && $0 != "<" && $0 != ">" })
        guard text.utf8.count >= 3, text.utf8.count <= 998 else { return nil }
        if let at = text.lastIndex(of: "@") { text = text[..<at] + text[at...].lowercased() }
        return text
    }
}
