import CRunner
import Core
import Foundation
import HostCrypto
import Synchronization

/// The shared library of a plugin, as it lay in its folder when somebody looked.
struct LibraryFile: Equatable, Sendable {
    /// Its absolute path.
    let path: String
    /// What tells one build of it from the next; empty when it is not there.
    let stamp: String
    /// The only content it may have, as plugins.conf pins it: SHA-256 in hex.
    let pin: String?

    /// The library that lies at a path now.
    init(_ path: String, pin: String? = nil) {
        self.path = path
        self.pin = pin
        stamp = LibraryFile.stamp(path)
    }

    private static func stamp(_ path: String) -> String {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return "" }
        return "\(facts.st_dev) \(facts.st_ino) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
    }

    /// Whether it is at its path still.
    var isThere: Bool { !stamp.isEmpty && LibraryFile.stamp(path) == stamp }

    /// Whether both are one build, wherever they were read.
    func isBuild(_ other: LibraryFile) -> Bool { stamp == other.stamp || pin != nil && pin == other.pin }

    /// A copy of a pinned library that nobody can change any more, as an open descriptor: what was compared with the pin is what is loaded.
    /// Nil without a pin. Fails with `denied` when it is another library, or cannot be read.
    func sealed() throws(Failure) -> Int32? {
        guard let data = try compared() else { return nil }
        let copy = data.withUnsafeBytes { mf_sealed_copy($0.baseAddress, $0.count) }
        guard copy >= 0 else { throw Failure(.failed, "memfd: errno \(errno)", message: "Its pinned library could not be copied.") }
        return copy
    }

    /// Whether the pin holds now. Fails with `denied` when it does not, or nobody can say.
    func checkPin() throws(Failure) { _ = try compared() }

    /// The content that the pin asks for; nil without a pin.
    private func compared() throws(Failure) -> Data? {
        guard let pin else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw LibraryFile.unread }
        guard Digest.hex(of: data) == pin else { throw LibraryFile.unlike }
        return data
    }

    private static let unlike = Failure(
        .denied, "sha256", message: "Its library is not the one pinned in plugins.conf: the sha256 differs.")

    private static let unread = Failure(
        .denied, "the pinned library cannot be read", message: "Its library cannot be read, so nobody can say whether it is the pinned one."
    )
}
