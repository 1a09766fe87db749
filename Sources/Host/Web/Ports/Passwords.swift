public import Core
public import HostCrypto
import NIOPosix

/// Hashing of passwords, on threads of its own: each hash keeps a core busy for a quarter of a second.
public struct Passwords: Sendable {
    /// The hash of a password.
    public var hash: @Sendable (String) async throws(Failure) -> String
    /// Whether a password fits a hash; without a hash, no, after the same time.
    public var fits: @Sendable (_ password: String, _ hash: String?) async throws(Failure) -> Bool

    /// bcrypt on `threads` threads.
    public static func bcrypt(cost: UInt32 = PasswordHash.cost, threads: Int = 2) -> Passwords {
        let pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        @Sendable func run<T: Sendable>(_ work: @escaping @Sendable () -> T) async throws(Failure) -> T {
            do { return try await pool.runIfActive(work) } catch { throw Failure(.cancelled, "password thread: \(error)") }
        }
        return Passwords(
            hash: { password async throws(Failure) in try await run { PasswordHash.hash(password, cost: cost) } },
            fits: { password, hash async throws(Failure) in
                try await run {
                    guard let hash else {
                        PasswordHash.refuse(password)
                        return false
                    }
                    return PasswordHash.verify(password, hash)
                }
            })
    }
}
