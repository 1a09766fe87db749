import IMAP

/// How much to ask for at once. Pure.
enum BatchPlan {
    /// Headers: small first so that something is soon there, then large.
    static func headers(alreadyPulled: Int) -> Int {
        switch alreadyPulled {
        case ..<100: 100
        case ..<500: 200
        case ..<2_000: 500
        default: 1_000
        }
    }

    /// Cuts messages into runs of about so many bytes and messages, in their order; a larger message is a run of its own.
    static func bodies<T>(_ messages: [T], bytes limit: Int64, count most: Int, size: (T) -> Int64) -> [[T]] {
        var runs: [[T]] = []
        var run: [T] = []
        var total: Int64 = 0
        for message in messages {
            let bytes = max(0, min(size(message), limit))
            if !run.isEmpty, total + bytes > limit || run.count >= most {
                runs.append(run)
                run = []
                total = 0
            }
            run.append(message)
            total += bytes
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }
}
