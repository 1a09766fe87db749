import Core

extension HostVerbs {
    /// Whose name and password these are. Every reason to say no reads the same.
    func verify(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        func text(_ index: Int) -> String? {
            arguments[index].count <= 1024 ? String(validating: arguments[index], as: UTF8.self) : nil
        }
        let remote = try HostVerbs.text(arguments[2], "a remote address", 0...64)
        // What cannot be a name or a password is wrong like any other, and counts like it.
        do { return try await seams.people.verify(text(0) ?? "", text(1) ?? "", remote).bytes } catch {
            guard error.kind == .unavailable, let wait = error.retryAfter else { throw error }
            throw Failure(.unavailable, "retry after \(Int(min(max(wait, 1), 86_400).rounded(.up)))", retryAfter: wait)
        }
    }

    /// The address that signs somebody in who proved elsewhere who they are.
    func signIn(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard arguments[0].count <= 16_384 else { throw Failure(.tooLarge, "claims have at most 16 KiB") }
        let json = try JSON(parsing: arguments[0])
        func claim(_ name: String) throws(Failure) -> String? {
            guard let value = json[name], !value.isNull else { return nil }
            guard let text = value.string, text.utf8.count <= 255, text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
            else { throw Failure(.invalid, "the claim \"\(name)\" is not a text of at most 255 bytes") }
            return text
        }
        guard let subject = try claim("subject"), !subject.isEmpty else { throw Failure(.invalid, "claims need a \"subject\"") }
        let redirect = try await seams.people.signIn(
            manifest.id,
            PluginClaims(
                subject: subject, issuer: try claim("issuer") ?? "", username: try claim("username"), email: try claim("email"),
                displayName: try claim("displayName")))
        return JSON.object(["redirect": .string(redirect)]).bytes
    }
}
