import Core

extension HostVerbs {
    /// A JMAP request of a user, let through only if every method in it is both named by the manifest and granted.
    func mailCall(_ arguments: [[UInt8]], _ used: @Sendable (Grant) -> Void) async throws(Failure) -> [UInt8] {
        let user = try user(arguments[0])
        let request = try JSON(parsing: arguments[1])
        guard let calls = request["methodCalls"]?.array, !calls.isEmpty else { throw Failure(.invalid, "no methodCalls") }
        guard calls.count <= 32 else { throw Failure(.tooLarge, "more than 32 methodCalls") }
        for call in calls {
            guard let parts = call.array, parts.count == 3, let method = parts[0].string, let members = parts[1].object else {
                throw Failure(.invalid, "a methodCall is [name, arguments, id]")
            }
            guard manifest.methods.contains(method), !Grant.isClosed(method: method) else {
                throw Failure(.denied, "\(method) is not among the methods of its manifest")
            }
            if let grant = Grant.needed(forMethod: method) { try need(grant, for: method, used) }
            // These make the server call Email/set behind the method that was granted.
            if members.keys.contains(where: { $0.hasPrefix("onSuccess") }) {
                guard manifest.methods.contains("Email/set") else {
                    throw Failure(.denied, "\(method) would call Email/set, which is not in its manifest")
                }
                try need(.mailChange, for: "\(method) with onSuccess…", used)
            }
        }
        return try await seams.jmap(user, request).bytes
    }
}
