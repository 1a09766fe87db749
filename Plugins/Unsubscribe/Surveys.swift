import Glibc
import MailFlowPlugin

/// What was found for each person, and who wants it kept fresh.
struct Surveys {
    let host: Host

    private static let prefix = "reader:"
    /// Days after which nobody is taken to be interested any more.
    private static let interest: Int64 = 30

    /// What was found for a person the last time; nil before the first.
    func last(_ user: String) async throws(Failure) -> Survey? {
        guard let bytes = try await host.kv.get("user:\(user)", "survey") else { return nil }
        return (try? JSON(parsing: bytes)).flatMap(Survey.init)
    }

    /// Keeps what was found.
    func keep(_ survey: Survey, _ user: String) async throws(Failure) { try await host.kv.put("user:\(user)", "survey", survey.json) }

    /// A person looks at their lists: they are kept fresh for a month.
    func note(_ user: String) async throws(Failure) {
        let today = JSON.int(Day.today.number)
        guard try await host.kv.json("", Surveys.prefix + user) != today else { return }
        try await host.kv.put("", Surveys.prefix + user, today)
    }

    /// Looks again for everyone who looked at theirs within a month; who is gone, or has lost interest, is forgotten. Ends after `seconds`,
    /// between two people or two pages; whoever comes first is another one each day.
    func refresh(seconds: Int) async throws(Failure) {
        let end = time(nil) + seconds
        let keys = try await host.kv.keys("", prefix: Surveys.prefix)
        let first = keys.isEmpty ? 0 : Int(Day.today.number) % keys.count
        for key in keys[first...] + keys[..<first] {
            guard time(nil) < end else { return }
            let user = String(key.dropFirst(Surveys.prefix.count))
            guard let day = try? await host.kv.json("", key)?.int, day + Surveys.interest >= Day.today.number else {
                try await host.kv.delete("", key)
                continue
            }
            do throws(Failure) {
                var look = Look(host: host, user: user)
                while !look.isOver, time(nil) < end { try await look.step() }
                guard look.isOver else { return }
                try await keep(look.survey, user)
            } catch {
                if error.kind == .cancelled { throw error }
                if error.kind == .notFound || error.kind == .denied { try await host.kv.delete("", key) }
                host.log(.warning, "the lists of \(user) were not looked for: \(error)")
            }
        }
    }
}
