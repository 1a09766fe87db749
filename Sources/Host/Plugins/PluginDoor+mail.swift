import Core
import JMAP

extension PluginDoor {
    /// Messages and their parts by the way downloads take.
    public var mail: PluginMail {
        PluginMail(
            source: { [self] user, email, piece async throws(Failure) in
                piece(try await entered().blobs.open(user: user, account: "all", blob: "\(email)").bytes)
            },
            part: { [self] user, email, part, head, piece async throws(Failure) in
                guard part.utf8.allSatisfy({ $0 == 46 || (48...57).contains($0) }) else { throw Failure(.notFound, "no part \(part)") }
                let blob = try await entered().blobs.open(user: user, account: "all", blob: "\(email)-\(part)")
                let pieces = blob.type.split(separator: ";", maxSplits: 1)
                let charset = pieces.dropFirst().first.flatMap { $0.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init) }
                head(
                    PluginMail.Head(
                        type: pieces.first.map { String($0).lowercased() } ?? "application/octet-stream", name: blob.name,
                        size: blob.bytes.count, charset: charset))
                piece(blob.bytes)
            })
    }
}
