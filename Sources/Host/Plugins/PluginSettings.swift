public import Core

/// The settings of one plugin, as its forms say: what was filled in, read and changed with the rules of each field.
public struct PluginSettings: Sendable {
    /// Whose form.
    public enum Scope: Sendable, Hashable {
        /// The admin's, for everybody.
        case admin
        /// A user's own.
        case user(UserID)

        /// As the plugin knows it: `""` or `user:ID`.
        public var text: String {
            switch self {
            case .admin: ""
            case .user(let id): "user:\(id)"
            }
        }

        /// The user; nil for the admin's.
        var user: UserID? { if case .user(let id) = self { id } else { nil } }
    }

    /// What became of values somebody wanted to keep.
    public enum Outcome: Sendable, Equatable {
        /// They are kept; the form as `get` answers it.
        case kept(JSON)
        /// Nothing was changed: which field is in the way, if it is one, and a sentence.
        case refused(field: String?, line: String)
    }

    /// Asks the plugin about values; nil where it does not answer settings.check/1.
    typealias Ask = @Sendable (Scope, JSON) async throws(Failure) -> JSON

    let plugin: String
    let forms: SettingForms
    let values: PluginValues
    let language: String
    let ask: Ask?
    /// Hears that values were kept.
    let changed: @Sendable (Scope) async -> Void

    func fields(_ scope: Scope) -> [SettingField] { scope == .admin ? forms.admin : forms.user }

    /// The form: `{"fields", "order", "values", "checks"}`. A secret shows only whether it is set; a field nobody filled in shows its
    /// default. Fails with `notFound` when the plugin has no such form.
    public func get(_ scope: Scope) async throws(Failure) -> JSON {
        try form(scope, try await values.get(plugin, scope.user))
    }

    /// Keeps `{"values": {…}}`: each member by the rules of its field, null clears, what is absent stays. All of it or nothing.
    /// Where the plugin checks its settings, it is asked first. Fails with `notFound` when there is no such form, and as the plugin does.
    public func put(_ scope: Scope, _ body: JSON) async throws(Failure) -> Outcome {
        let wanted: JSON
        switch try await merged(scope, body) {
        case .failure(let refusal): return refusal.outcome
        case .success(let values): wanted = values
        }
        let current = try await values.get(plugin, scope.user)
        guard wanted != current else { return .kept(try form(scope, current)) }
        if ask != nil, wanted != [:] {
            let said = try await verdict(scope, wanted)
            if said["ok"] != true { return .refused(field: said["field"]?.string, line: said["line"]?.string ?? "") }
        }
        try await values.put(plugin, scope.user, wanted)
        await changed(scope)
        return .kept(try form(scope, wanted))
    }

    /// Tries `{"values": {…}}`, or with none what is kept, without keeping anything: `{"ok", "line", "field"?}`.
    /// Fails with `notFound` when there is no such form.
    public func check(_ scope: Scope, _ body: JSON) async throws(Failure) -> JSON {
        switch try await merged(scope, body["values"] == nil ? ["values": [:]] : body) {
        case .failure(let refusal):
            var answer: JSON = ["ok": false, "line": .string(refusal.line)]
            if let field = refusal.field { answer["field"] = .string(field) }
            return answer
        case .success(let values): return try await verdict(scope, values)
        }
    }

    /// Why the plugin cannot work yet, in a sentence: a field of the admin's that must be filled in and is not; nil when all are.
    func missing() async throws(Failure) -> String? {
        guard forms.admin.contains(where: { $0.isRequired && $0.standard == nil }) else { return nil }
        let kept = try await values.get(plugin, nil)
        guard let field = forms.admin.first(where: { $0.isRequired && PluginSettings.value($0, kept) == nil }) else { return nil }
        return "It needs its settings: \(field.label.text(in: language)) has not been filled in yet."
    }

    /// Every value as the plugin reads them: secrets opened, defaults filled in, what is no field any more left out.
    func opened(_ scope: Scope) async throws(Failure) -> JSON { opened(scope, try await values.get(plugin, scope.user)) }

    private func opened(_ scope: Scope, _ kept: JSON) -> JSON {
        var all: [String: JSON] = [:]
        for field in fields(scope) { if let value = PluginSettings.value(field, kept) { all[field.key] = value } }
        return .object(all)
    }

    private static func value(_ field: SettingField, _ kept: JSON) -> JSON? {
        // A value from before the form changed counts only if it still fits.
        if let value = kept[field.key], let fits = try? field.value(value) { return fits }
        return field.standard
    }

    private func form(_ scope: Scope, _ kept: JSON) throws(Failure) -> JSON {
        let fields = fields(scope)
        guard !fields.isEmpty else { throw Failure(.notFound, "no form", message: "This plugin has no settings here.") }
        var shown: [String: JSON] = [:]
        for field in fields {
            let value = PluginSettings.value(field, kept)
            shown[field.key] = field.kind == .secret ? ["set": .bool(value != nil)] : value ?? .null
        }
        return [
            "fields": .object(Dictionary(fields.map { ($0.key, $0.json(in: language)) }) { first, _ in first }),
            "order": .array(fields.map { .string($0.key) }), "values": .object(shown), "checks": .bool(ask != nil),
        ]
    }

    private struct Refusal: Error {
        var field: String?
        var line: String
        var outcome: Outcome { .refused(field: field, line: line) }
    }

    /// What is kept with the wanted values put in.
    private func merged(_ scope: Scope, _ body: JSON) async throws(Failure) -> Result<JSON, Refusal> {
        let fields = fields(scope)
        guard !fields.isEmpty else { throw Failure(.notFound, "no form", message: "This plugin has no settings here.") }
        guard let wanted = body["values"]?.object else { return .failure(Refusal(line: "\"values\" must be an object.")) }
        if let unknown = wanted.keys.sorted().first(where: { key in !fields.contains { $0.key == key } }) {
            return .failure(Refusal(field: unknown, line: "This plugin has no such setting."))
        }
        let kept = try await values.get(plugin, scope.user)
        var all: [String: JSON] = [:]
        for field in fields {
            if let value = wanted[field.key] {
                // What `get` showed for a secret, sent back, changes nothing.
                if field.kind == .secret, value.object != nil {
                    if let before = kept[field.key] { all[field.key] = before }
                } else if value != .null {
                    do { all[field.key] = try field.value(value) } catch {
                        return .failure(Refusal(field: field.key, line: error.message))
                    }
                }
            } else if let before = kept[field.key], (try? field.value(before)) != nil {
                all[field.key] = before
            }
        }
        // A user who clears their whole form leaves the plugin; half a form is a mistake.
        if scope != .admin, all.isEmpty { return .success([:]) }
        if let field = fields.first(where: { $0.isRequired && all[$0.key] == nil && $0.standard == nil }) {
            return .failure(Refusal(field: field.key, line: "\(field.label.text(in: language)) is needed."))
        }
        return .success(.object(all))
    }

    private func verdict(_ scope: Scope, _ kept: JSON) async throws(Failure) -> JSON {
        guard let ask else { return ["ok": true, "line": ""] }
        let said = try await ask(scope, opened(scope, kept))
        guard let isGood = said["ok"]?.bool else { throw Failure(.failed, "\(plugin) answered settings.check/1 without \"ok\"") }
        var line = String(
            (said["line"]?.string ?? "").unicodeScalars.prefix(500).map { $0.value < 32 || $0.value == 127 ? " " : Character($0) })
        if line.isEmpty, !isGood { line = "The plugin did not accept these settings." }
        var answer: JSON = ["ok": .bool(isGood), "line": .string(line)]
        if let field = said["field"]?.string, fields(scope).contains(where: { $0.key == field }) { answer["field"] = .string(field) }
        return answer
    }
}
