import Core

extension HostVerbs {
    /// A JMAP request of a user, let through only if every method in it is both named by the manifest and granted.
    func mailCall(_ arguments: [[UInt8]], _ used: @Sendable (Grant) -> Void) async throws(Failure) -> [UInt8] {
        let user = try user(arguments[0])
        let request = try JSON(parsing: arguments[1])
        guard let calls = request["methodCalls"]?.array, !calls.isEmpty else { throw Failure(.invalid, "no methodCalls") }
        guard calls.count <= 32 else { throw Failure(.tooLarge, "more than 32 methodCalls") }
        var taken: [Grant] = []
        var stands = true
        for call in calls {
            guard let parts = call.array, parts.count == 3, let method = parts[0].string, let members = parts[1].object else {
                throw Failure(.invalid, "a methodCall is [name, arguments, id]")
            }
            guard methods.contains(method), !Grant.isClosed(method: method) else {
                throw Failure(.denied, "\(method) is not among the methods of its manifest")
            }
            if let grant = Grant.needed(forMethod: method) {
                try need(grant, for: method, used)
                taken.append(grant)
            }
            stands = stands && StandingAnswers.methods.contains(method)
            // These make the server call Email/set behind the method that was granted.
            if members.keys.contains(where: { $0.hasPrefix("onSuccess") }) {
                guard methods.contains("Email/set") else {
                    throw Failure(.denied, "\(method) would call Email/set, which is not in its manifest")
                }
                try need(.mailChange, for: "\(method) with onSuccess…", used)
            }
        }
        // Looked at before the answer is made: what changes meanwhile makes it one of yesterday.
        let generation = stands ? seams.generation(user) : nil
        let answer = try await seams.jmap(user, request)
        let bytes = answer.bytes
        if let generation, answer["methodResponses"]?.array?.allSatisfy({ $0.array?.first?.string != "error" }) == true {
            standing.keep(bytes, to: arguments[1], of: user, grants: taken, at: generation)
        }
        return bytes
    }

    /// The answer to a JMAP request that was asked before, as long as nothing of the user has changed; nil when it has to be made.
    func mailCallAtOnce(_ arguments: [[UInt8]], _ used: (Grant) -> Void) throws(Failure) -> [UInt8]? {
        let user = try user(arguments[0])
        guard let generation = seams.generation(user), let found = standing.answer(user, arguments[1], at: generation) else { return nil }
        found.grants.forEach(used)
        return found.bytes
    }

    /// The message as it came, in pieces.
    func source(_ arguments: [[UInt8]], _ piece: @Sendable ([UInt8]) -> Void) async throws(Failure) -> [UInt8] {
        try await seams.mail.source(try user(arguments[0]), try email(arguments[1])) { HostVerbs.cut($0, piece) }
        return []
    }

    /// One part of a message: its head as JSON, then its bytes in pieces.
    func part(_ arguments: [[UInt8]], _ piece: @Sendable ([UInt8]) -> Void) async throws(Failure) -> [UInt8] {
        let id = try HostVerbs.text(arguments[2], "a part's id", 1...64)
        try await seams.mail.part(try user(arguments[0]), try email(arguments[1]), id) { head in
            piece(
                JSON.object([
                    "type": .string(head.type), "name": head.name.map(JSON.string) ?? .null, "size": .int(Int64(head.size)),
                    "charset": head.charset.map(JSON.string) ?? .null,
                ]).bytes)
        } _: {
            HostVerbs.cut($0, piece)
        }
        return []
    }

    /// The bytes in pieces of at most `Catalogue.pieceLimit`.
    static func cut(_ bytes: [UInt8], _ piece: ([UInt8]) -> Void) {
        let most = Catalogue.pieceLimit
        guard bytes.count > most else { return bytes.isEmpty ? () : piece(bytes) }
        for start in stride(from: 0, to: bytes.count, by: most) { piece(Array(bytes[start..<min(start + most, bytes.count)])) }
    }
}
