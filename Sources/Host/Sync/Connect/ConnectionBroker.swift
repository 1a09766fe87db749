public import Core

/// Keeps one server from being stormed by many accounts: few sign-ins at once to a host, and none while it says that there are too many.
public actor ConnectionBroker {
    private struct Host {
        var signingIn = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var refusals = 0
        var quietUntil: ContinuousClock.Instant?
    }

    private let limit: Int
    private let longest: Duration
    private var hosts: [String: Host] = [:]

    /// A broker that lets so many sign-ins to one host happen at once.
    public init(signInsPerHost limit: Int = 3, longestQuiet longest: Duration = .seconds(900)) {
        self.limit = max(1, limit)
        self.longest = longest
    }

    /// Runs a sign-in when the host can take one more. Throws `unavailable` at once, with the time to wait, while the host is left in peace.
    public func signIn<T: Sendable>(host name: String, _ body: @Sendable () async throws(Failure) -> T) async throws(Failure) -> T {
        let key = name.lowercased()
        if let until = hosts[key]?.quietUntil, until > .now {
            let seconds = Double((until - .now).components.seconds + 1)
            throw Failure(
                .unavailable, "\(key) is left in peace for \(Int(seconds)) s",
                message: "The server asked for fewer connections. Trying again soon.",
                retryAfter: seconds)
        }
        await enter(key)
        do throws(Failure) {
            let value = try await body()
            leave(key)
            hosts[key]?.refusals = 0
            return value
        } catch {
            leave(key)
            if ConnectionBroker.isThrottle(error) { quiet(key) }
            throw error
        }
    }

    private func enter(_ key: String) async {
        if hosts[key, default: Host()].signingIn < limit {
            hosts[key, default: Host()].signingIn += 1
        } else {
            await withCheckedContinuation { hosts[key]?.waiting.append($0) }
        }
    }

    private func leave(_ key: String) {
        if hosts[key]?.waiting.isEmpty == false {
            hosts[key]?.waiting.removeFirst().resume()
        } else {
            hosts[key]?.signingIn -= 1
        }
    }

    private func quiet(_ key: String) {
        let refusals = min((hosts[key]?.refusals ?? 0) + 1, 10)
        hosts[key]?.refusals = refusals
        hosts[key]?.quietUntil = .now + min(.seconds(30 * (1 << (refusals - 1))), longest)
    }

    /// Whether a failure reads as "too many connections". Pure.
    static func isThrottle(_ failure: Failure) -> Bool {
        guard failure.kind == .unavailable || failure.kind == .denied else { return false }
        let words = failure.detail.lowercased()
        return ["too many", "throttl", "rate limit", "simultaneous connections", "[limit]", "connection limit", "exceeded the number"]
            .contains { words.contains($0) }
    }
}
