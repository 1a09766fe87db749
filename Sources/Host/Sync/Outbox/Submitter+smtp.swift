import Core
import Dispatch
import SMTP
import Store
import Synchronization

extension Submitter {
    /// The real way out: SMTP submission.
    public static let smtp = Submitter.smtp(SMTPSender())

    /// SMTP submission by a given sender.
    static func smtp(_ sender: SMTPSender) -> Submitter {
        Submitter { parcel, commit throws(Failure) in
            let outcome = await sender.send(
                file: parcel.message.url, SMTPEnvelope(from: parcel.from, recipients: parcel.to), to: parcel.server, parcel.credential,
                policy: parcel.policy,
                pointOfNoReturn: { wait(commit) })
            return try read(outcome)
        }
    }

    /// Tries a submission server. Never throws.
    static func test(_ server: ServerAddress, _ credential: Credential, _ policy: ConnectionPolicy) async -> ConnectionCheck {
        await SMTPSender().test(server, credential, policy: policy)
    }

    /// Blocks the sender's own thread until the store knows that the last byte is about to go out.
    private static func wait(_ commit: @escaping @Sendable () async throws(Failure) -> Void) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let verdict = Verdict()
        Task.detached {
            do throws(Failure) {
                try await commit()
                verdict.set()
            } catch {}
            done.signal()
        }
        done.wait()
        return verdict.value
    }

    private final class Verdict: Sendable {
        private let state = Mutex(false)
        func set() { state.withLock { $0 = true } }
        var value: Bool { state.withLock { $0 } }
    }

    private static func read(_ outcome: SMTPOutcome) throws(Failure) -> Outcome {
        switch outcome {
        case .delivered(let server): return .sent(refused: [:], reply: server)
        case .refused(let refusal): return .refused(message: refusal.message, server: refusal.server)
        case .deferred(let refusal): throw Failure(.unavailable, "\(refusal.code) \(refusal.server)", message: refusal.message)
        case .notSent(let check):
            let failure = check.failure ?? Failure(.unavailable, check.message)
            throw outcome.mayRetry
                ? Failure(.unavailable, failure.detail, message: failure.message)
                : Failure(.denied, failure.detail, message: failure.message)
        case .abandoned: throw Failure(.unavailable, "the store could not note that the message is about to go out")
        case .unknown: return .unsure
        }
    }
}
