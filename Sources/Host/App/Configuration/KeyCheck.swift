import Core
import HostCrypto
import Store

/// Finds out at the start whether the encryption key is the one this database was made with.
enum KeyCheck {
    private static let name = "key-check"
    private static let words = Array("MailFlow".utf8)

    /// Seals a known text at the first start and opens it at every later one; fails with words when the key is another one.
    static func run(_ store: Store) async throws(Failure) {
        let sealed = Hex.text(store.secrets.seal(words, for: name))
        let kept = try await store.read { db throws(Failure) in try SettingTable.get(db, name) }
        guard let kept else {
            try await store.write { transaction throws(Failure) in
                if try SettingTable.get(transaction.sql, name) == nil { try SettingTable.set(transaction, name, sealed) }
            }
            return
        }
        do {
            guard try store.secrets.open(Hex.bytes(kept) ?? [], for: name) == words else { throw Failure(.invalid, "key check") }
        } catch {
            throw Failure(
                .invalid, "ENCRYPTION_KEY does not open this database",
                message:
                    "ENCRYPTION_KEY is not the key this database was made with, so saved passwords cannot be read. Restore the old key.")
        }
    }
}
