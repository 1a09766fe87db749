import Core
import HostCrypto

extension HostVerbs {
    /// The most bytes that are sealed at once; the argument's limit leaves room for the envelope.
    private static let sealed = 8 << 20

    private func context(_ bytes: [UInt8]) throws(Failure) -> String { try HostVerbs.text(bytes, "a context", 0...512) }

    func random(_ argument: [UInt8]) throws(Failure) -> [UInt8] { SecureRandom.bytes(try HostVerbs.number(argument, 1...65_536)) }

    func seal(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        guard arguments[1].count <= HostVerbs.sealed else { throw Failure(.tooLarge, "crypto.seal/1 takes at most 8 MiB") }
        return seams.keys.seal(manifest.id, try context(arguments[0]), arguments[1])
    }

    func open(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        guard arguments[1].count <= HostVerbs.sealed + 64 else { throw Failure(.tooLarge, "crypto.open/1 takes at most 8 MiB") }
        return try seams.keys.open(manifest.id, try context(arguments[0]), arguments[1])
    }

    func hmac(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] { seams.keys.hmac(manifest.id, try context(arguments[0]), arguments[1]) }
}
