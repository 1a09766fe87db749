import Core
import Foundation
import HostCrypto
import Synchronization
import Web

/// The one-time token of the setup link. The folder keeps it, readable by its owner only, until the first admin has registered.
final class SetupToken: Sendable {
    private let folder: DataFolder
    private let token: String
    private let usable: Mutex<Bool>

    /// The token in the folder, or a fresh one when nobody is registered yet.
    init(folder: DataFolder, needed: Bool) throws(Failure) {
        self.folder = folder
        let kept = try folder.read(folder.setupTokenFile)
        token = kept.flatMap { $0.utf8.count == 43 ? $0 : nil } ?? SecureRandom.token()
        usable = Mutex(needed)
        if !needed { unlink(folder.setupTokenFile) } else if kept != token { try folder.write(token, to: folder.setupTokenFile) }
    }

    /// The token, as long as it may be used.
    var text: String? { usable.withLock { $0 } ? token : nil }

    /// The seam Web needs.
    var port: Setup {
        Setup(
            consume: { [self] asked in
                usable.withLock { usable in
                    guard usable, Digest.equal(Array(token.utf8), Array(asked.utf8)) else { return false }
                    usable = false
                    unlink(folder.setupTokenFile)
                    return true
                }
            },
            restore: { [self] in
                try? folder.write(token, to: folder.setupTokenFile)
                usable.withLock { $0 = true }
            })
    }
}
