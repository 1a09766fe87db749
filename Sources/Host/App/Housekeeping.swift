import Core
import Logging
import ServiceLifecycle
import Store

/// Throws away, every hour, what nobody will ask for again: uploads that no message took, and old counts of tries.
struct Housekeeping: Service {
    let store: Store
    let log: Logger
    /// How long an upload waits for a message.
    static let uploads: Double = 86_400
    /// Longer than any window of tries.
    static let tries: Double = 86_400

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                await tidy()
                try await Task.sleep(for: .seconds(3600))
            }
        }
    }

    /// One round. What fails is tried again in the next.
    func tidy() async {
        do throws(Failure) {
            let gone = try await store.write(.process) { transaction throws(Failure) in
                try RateLimitTable.expire(transaction, before: transaction.now.adding(seconds: -Housekeeping.tries))
                return try BlobTable.expire(transaction, before: transaction.now.adding(seconds: -Housekeeping.uploads))
            }
            if gone > 0 { log.debug("\(gone) uploads that no message took are gone") }
        } catch { log.warning("old uploads cannot be thrown away: \(error)") }
    }
}
