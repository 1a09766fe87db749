import Core
import IMAP

/// Takes exactly these messages out of the selected mailbox for good.
enum Removal {
    /// With UIDPLUS by UID EXPUNGE. Without, what others have marked as deleted is unmarked for as long as EXPUNGE takes.
    static func run(_ connection: IMAPConnection, _ uids: UIDSet) async throws(Failure) {
        guard !uids.isEmpty else { return }
        if connection.capabilities.uidPlus {
            try await connection.store(.uids(uids), .add([.deleted]))
            return try await connection.expunge(uids)
        }
        let others = try await connection.search(.flag(.deleted)).uids.subtracting(uids)
        if !others.isEmpty { try await connection.store(.uids(others), .remove([.deleted])) }
        do throws(Failure) {
            try await connection.store(.uids(uids), .add([.deleted]))
            try await connection.expunge()
        } catch {
            if !others.isEmpty, connection.isOpen { _ = try? await connection.store(.uids(others), .add([.deleted])) }
            throw error
        }
        if !others.isEmpty { try await connection.store(.uids(others), .add([.deleted])) }
    }
}
