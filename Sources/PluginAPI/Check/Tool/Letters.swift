import Core
import Foundation

/// Generated mail: the same at each start, about a building site, from desks and not from people.
struct Letters {
    /// One message as its bytes, and what a server would say of it.
    struct Letter {
        let number: Int
        let subject: String
        let from: Address
        let to: Address
        let sentAt: Timestamp
        let answers: Int?
        let text: String
        let isSeen: Bool
        let isFlagged: Bool

        var messageID: String { "letter-\(number)@example.test" }

        /// The message (RFC 5322).
        var bytes: [UInt8] {
            var lines = [
                "Date: \(Letters.date(sentAt))", "From: \(from.name) <\(from.email)>", "To: \(to.name) <\(to.email)>",
                "Subject: \(subject)",
                "Message-ID: <\(messageID)>",
            ]
            if let answers { lines += ["In-Reply-To: <letter-\(answers)@example.test>", "References: <letter-\(answers)@example.test>"] }
            lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", text.replacing("\n", with: "\r\n"), ""]
            return Array(lines.joined(separator: "\r\n").utf8)
        }
    }

    /// So many messages to an address, the newest last and a few minutes old.
    static func to(_ owner: Address, count: Int, first: Int) -> [Letter] {
        let now = Int64(Date().timeIntervalSince1970) * 1000
        var all: [Letter] = []
        for index in 0..<count {
            let (desk, topic) = (desks[index % desks.count], topics[(index / 3 + first) % topics.count])
            let previous = all.last
            let isAnswer = index % 3 != 0 && previous != nil
            all.append(
                Letter(
                    number: first + index, subject: (isAnswer ? "Re: " : "") + topic.0 + (isAnswer ? "" : ", \(first + index)"), from: desk,
                    to: owner,
                    sentAt: Timestamp(milliseconds: now - Int64(count - index) * 47 * 60_000), answers: isAnswer ? previous?.number : nil,
                    text: isAnswer ? "Thank you. \(topic.2)\n\n\(desk.name)" : "Good morning,\n\n\(topic.1)\n\n\(desk.name)",
                    isSeen: index < count - 7,
                    isFlagged: index % 23 == 0))
            // The subject of an answer is that of the letter it answers.
            if isAnswer, let last = all.last, let before = previous {
                let base = before.subject.hasPrefix("Re: ") ? before.subject : "Re: " + before.subject
                all[all.count - 1] = Letter(
                    number: last.number, subject: base, from: last.from, to: last.to, sentAt: last.sentAt, answers: last.answers,
                    text: last.text,
                    isSeen: last.isSeen, isFlagged: last.isFlagged)
            }
        }
        return all
    }

    private static let desks = [
        ("Timber Yard", "yard"), ("Survey Desk", "survey"), ("Crane Hire", "crane"), ("Harbour Office", "harbour"),
        ("Drawing Room", "drawings"),
        ("Ferry Tickets", "tickets"), ("Window Works", "windows"),
    ].map { Address(name: $0.0, email: "\($0.1)@example.org") }

    /// A subject, a letter about it, an answer.
    private static let topics = [
        (
            "Ferry terminal roof",
            "Node 7 moves 40 mm east so that the bottom chord clears the duct. Everything else in the revision holds.",
            "We will have the crane on site from seven."
        ),
        (
            "Boathouse survey", "Attached to this order is the survey of the boathouse. Payment within 30 days is fine.",
            "It goes out with Thursday's payments."
        ),
        (
            "Crane on Thursday", "The crane comes on Thursday at seven and leaves at noon. Please keep the quay clear.",
            "The quay will be clear."
        ),
        (
            "Window delivery", "The windows are ready. We can bring them tomorrow afternoon or on Thursday morning; which suits you?",
            "Thursday at nine, please."
        ),
        (
            "Frost tonight", "Minus four by six in the morning. There is sacking in the shed, second shelf on the left.",
            "The tap by the gate is closed."
        ),
        ("Keys to the site office", "They are with the neighbour. Somebody is in until six.", "Got them."),
        (
            "Drawings, revision C", "Revision C is in the usual place. The hangers may move by half a metre either way.",
            "Confirmed, go ahead with revision C."
        ),
    ]

    private static func date(_ at: Timestamp) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss Z"
        return format.string(from: Date(timeIntervalSince1970: Double(at.milliseconds) / 1000))
    }
}
