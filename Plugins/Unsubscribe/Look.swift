import Glibc
import MailFlowPlugin

/// Looking through the mail of the last half year, a page at a time. It reads and changes nothing.
struct Look {
    private let host: Host
    private let user: String
    private var tally = Tally()
    private var position: Int64 = 0
    private var lost: Int64 = 0
    private var failures = 0
    /// Messages that there are to be read; nil before the first step.
    private(set) var total: Int64?

    /// Messages of a page.
    private static let page: Int64 = 100
    /// Messages that are tried together where a page fails.
    private static let bit = 10
    /// Bits that may fail before the rest is left out: the mail server behind does not answer.
    private static let patience = 10

    init(host: Host, user: String) {
        self.host = host
        self.user = user
    }

    /// How many messages it is through with.
    var done: Int64 { position }
    /// Whether there is nothing left to read.
    var isOver: Bool { total.map { position >= min($0, Survey.messageLimit) } ?? false }

    /// What was found.
    var survey: Survey {
        Survey(at: Int64(time(nil)), read: position - lost, total: total ?? 0, unread: lost, entries: tally.entries)
    }

    /// Reads another page.
    mutating func step() async throws(Failure) {
        let limit = min(Look.page, Survey.messageLimit - position)
        let after = Day(number: Day.today.number - Survey.days).text
        let query = try await host.jmap(
            user, "Email/query",
            [
                "accountId": "all", "position": .int(position), "limit": .int(limit), "calculateTotal": true,
                "sort": [["property": "receivedAt", "isAscending": false]],
                "filter": [
                    "after": .string(after + "T00:00:00Z"), "inMailboxOtherThan": ["all-junk", "all-sent", "all-drafts"],
                ],
            ])
        let ids = (query["ids"]?.array ?? []).prefix(Int(limit)).compactMap(\.string)
        // Nothing where something was promised: it went away meanwhile.
        total = ids.isEmpty ? position : max(query["total"]?.int ?? 0, position + Int64(ids.count))
        position += Int64(ids.count)
        await read(ids)
    }

    /// Counts these messages. Where a message cannot be had, those near it are tried without it.
    private mutating func read(_ ids: [String]) async {
        guard !ids.isEmpty else { return }
        guard failures < Look.patience else {
            lost += Int64(ids.count)
            return
        }
        do throws(Failure) {
            let answer = try await host.jmap(
                user, "Email/get",
                ["accountId": "all", "ids": .array(ids.map(JSON.string)), "properties": .array(ListMail.properties)])
            for email in answer["list"]?.array ?? [] { tally.take(email) }
        } catch {
            guard ids.count > Look.bit else {
                failures += 1
                lost += Int64(ids.count)
                return
            }
            for start in stride(from: 0, to: ids.count, by: Look.bit) { await read(Array(ids[start..<min(start + Look.bit, ids.count)])) }
        }
    }
}
