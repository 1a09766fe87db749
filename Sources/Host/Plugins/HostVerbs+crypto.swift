import Core
import HostCrypto

extension HostVerbs {
    /// The most bytes that are sealed at once; the argument's limit leaves room for the envelope.
    private static let sealed = 8 << 20

    private func context(_ bytes: [UInt8]) throws(Failure) -> String { try HostVerbs.text(bytes, "a context", 0...512) }

    /// Does a verb of cryptography.
    func crypto(_ verb: String, _ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        switch verb {
        case "crypto.random/1": try random(arguments[0])
        case "crypto.seal/1": try seal(arguments)
        case "crypto.open/1": try open(arguments)
        case "crypto.hmac/1": try hmac(arguments)
        default: throw Failure(.unsupported, verb)
        }
    }

    private func random(_ argument: [UInt8]) throws(Failure) -> [UInt8] { SecureRandom.bytes(try HostVerbs.number(argument, 1...65_536)) }

    private func seal(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        guard arguments[1].count <= HostVerbs.sealed else { throw Failure(.tooLarge, "crypto.seal/1 takes at most 8 MiB") }
        return seams.keys.seal(manifest.id, try context(arguments[0]), arguments[1])
    }

    private func open(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        guard arguments[1].count <= HostVerbs.sealed + 64 else { throw Failure(.tooLarge, "crypto.open/1 takes at most 8 MiB") }
        return try seams.keys.open(manifest.id, try context(arguments[0]), arguments[1])
    }

    private func hmac(_ arguments: [[UInt8]]) throws(Failure) -> [UInt8] {
        seams.keys.hmac(manifest.id, try context(arguments[0]), arguments[1])
    }
}
