import Core
import Store
import Synchronization

/// What every method needs: the store, the seams to the servers, the limits and the lists of query results.
struct House: Sendable {
    let store: Store
    let server: ServerSide
    let limits: Limits
    let lists: QueryCache
    let cards = CardIndex()
    let uploads = Gate()
    /// Who may have an opinion before something happens.
    var hooks = Hooks.none
    let searchHook = SearchHook()

    /// Uploads and downloads.
    var blobs: Blobs { Blobs(house: self) }

    /// Runs a body that reads. Whatever the body throws comes out.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
        try await store.read { sql throws(Failure) in Result { try body(sql) } }.get()
    }

    /// Runs a body in one transaction. Whatever the body throws undoes it and comes out.
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let thrown = Thrown()
        do throws(Failure) {
            return try await store.write { transaction throws(Failure) in
                do { return try body(transaction) } catch let failure as Failure { throw failure } catch {
                    thrown.error.withLock { $0 = error }
                    throw Thrown.undone
                }
            }
        } catch {
            guard error == Thrown.undone, let cause = thrown.error.withLock({ $0 }) else { throw error }
            throw cause
        }
    }

    private final class Thrown: Sendable {
        static let undone = Failure(.cancelled, "a method undid its transaction")
        let error = Mutex<(any Error)?>(nil)
    }
}
