import Core
import HostCrypto

/// Links to pictures that work without a cookie, for one person and a day: a sandboxed frame may have no cookie to send.
struct SignedLink: Sendable {
    private let key: [UInt8]
    private let clock: WallClock

    init(secret: [UInt8], clock: WallClock) {
        key = Digest.derive(key: secret, purpose: "picture")
        self.clock = clock
    }

    /// A day, in periods: a link made in one works in it and in the next, so that it stays the same for a browser's cache.
    private static let period: Int64 = 86_400_000

    /// `/mail/image?…` for a remote picture.
    func image(_ url: String, for user: UserID) -> String {
        "/mail/image?u=\(Base64URL.text(Array(url.utf8)))&k=\(user)&s=\(signature("image", url, user, now))"
    }

    /// `/mail/part?…` for a picture in the message.
    func part(_ blob: String, for user: UserID) -> String {
        "/mail/part?u=\(Base64URL.text(Array(blob.utf8)))&k=\(user)&s=\(signature("part", blob, user, now))"
    }

    /// What a link names and whom it was made for; nil when it was not made here or is too old.
    func read(_ kind: String, u: String?, k: String?, s: String?) -> (target: String, user: UserID)? {
        guard let u, let k, let s, u.utf8.count <= 12_000, let user = UserID(k), let bytes = Base64Text.bytes(u) else { return nil }
        let target = String(decoding: bytes, as: UTF8.self)
        let signatures = [now, now - 1].map { Array(signature(kind, target, user, $0).utf8) }
        return signatures.contains { Digest.equal($0, Array(s.utf8)) } ? (target, user) : nil
    }

    private var now: Int64 { clock.now().milliseconds / Self.period }

    private func signature(_ kind: String, _ target: String, _ user: UserID, _ period: Int64) -> String {
        Base64URL.text(Digest.hmac(key: key, Array("\(kind)\n\(period)\n\(user)\n\(target)".utf8)))
    }
}
