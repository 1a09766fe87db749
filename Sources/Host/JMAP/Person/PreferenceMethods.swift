import Core
import Store

extension Method {
    /// Preference/get: what the user likes, one object, on `all`.
    static let preferenceGet = Method("Preference/get", capability: Capability.vendor) { call in
        try call.mustBeAll()
        let request = try GetRequest(call)
        return try await call.read { sql, scope in
            request.answer(
                account: scope.id, state: try scope.state(.preference, sql), [("singleton", try Preference.object(sql, scope.user))])
        }
    }

    /// Preference/changes.
    static let preferenceChanges = Method("Preference/changes", capability: Capability.vendor) { call in
        try call.mustBeAll()
        return try await Changes.answer(call, .preference) { _ in "singleton" }
    }

    /// Preference/set: only `update` of `singleton`. Members nobody here knows are kept.
    static let preferenceSet = Method("Preference/set", Capability.vendor) { call in
        try call.mustBeAll()
        let request = try SetRequest(call)
        let (set, scope, oldState) = try await call.write { transaction, scope in
            let oldState = try scope.state(.preference, transaction.sql)
            try request.check(state: oldState)
            var set = request
            for item in request.create { set.notCreated(item.id, SetError("singleton")) }
            for id in request.destroy { set.notDestroyed(id, SetError("singleton")) }
            for item in request.update {
                do {
                    guard item.id == "singleton" else { throw SetError.notFound }
                    let stored = try PreferenceTable.get(transaction.sql, user: scope.user).object ?? [:]
                    try PreferenceTable.set(transaction, user: scope.user, .object(try Preference.patched(stored, item.patch)))
                    set.updated(item.id)
                } catch { set.notUpdated(item.id, try SetRequest.error(error)) }
            }
            return (set, scope, oldState)
        }
        let newState = try await call.house.read { sql in try scope.state(.preference, sql) }
        return set.outcome(account: scope.id, oldState: oldState, newState: newState)
    }
}

/// The Preference object.
enum Preference {
    private static let defaults: [String: JSON] = [
        "theme": "system", "layout": "classic", "language": nil, "density": "", "undoSendSeconds": 10, "markReadSeconds": 0,
        "afterRemoving": "next",
        "imagesFrom": [], "notifications": false, "shortcuts": true, "adaptDarkMail": true,
    ]

    static func object(_ sql: any SQLConnection, _ user: UserID) throws(Failure) -> [String: JSON] {
        var out = defaults.merging(try PreferenceTable.get(sql, user: user).object ?? [:]) { $1 }
        out["id"] = "singleton"
        return out
    }

    /// The stored members with a patch applied. Null brings a known member's default back and removes an unknown one.
    static func patched(_ stored: [String: JSON], _ patch: [String: JSON]) throws(SetError) -> [String: JSON] {
        var out = stored
        for (path, value) in patch {
            guard let tokens = JSONPointer("/" + path)?.tokens, let first = tokens.first, !first.isEmpty, tokens.count <= 8 else {
                throw SetError("invalidPatch", "A path is too long.")
            }
            guard first != "id" || value == "singleton" else { throw .property("id") }
            if first == "id" { continue }
            if tokens.count == 1, !fits(first, value) { throw .property(first, "That is not a value for “\(first)”.") }
            let base = out[first] ?? defaults[first]
            guard let changed = replaced(base, tokens.dropFirst(), value) else {
                throw SetError("invalidPatch", "Nothing is at “\(path.prefix(100))”.")
            }
            if tokens.count > 1, !fits(first, changed) { throw .property(first) }
            // Null is a value of its own where it means something.
            out[first] = changed.isNull && !["language", "markReadSeconds"].contains(first) ? nil : changed
        }
        return out
    }

    private static func replaced(_ base: JSON?, _ path: ArraySlice<String>, _ value: JSON) -> JSON? {
        guard let token = path.first else { return value }
        guard var members = base?.object else { return nil }
        guard path.count > 1 else {
            members[token] = value.isNull ? nil : value
            return .object(members)
        }
        guard let inner = replaced(members[token], path.dropFirst(), value) else { return nil }
        members[token] = inner
        return .object(members)
    }

    private static func fits(_ name: String, _ value: JSON) -> Bool {
        if value.isNull { return true }
        switch name {
        case "theme", "layout", "language", "density": return (value.string?.utf8.count ?? .max) <= 100
        case "undoSendSeconds": return value.int.map { (0...30).contains($0) } ?? false
        case "markReadSeconds": return value.int.map { (0...3600).contains($0) } ?? false
        case "afterRemoving": return ["next", "previous", "list"].contains(value.string)
        case "imagesFrom": return value.array?.allSatisfy { $0.string != nil } ?? false
        case "notifications", "shortcuts", "adaptDarkMail": return value.bool != nil
        default: return true
        }
    }
}
