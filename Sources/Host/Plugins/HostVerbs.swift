import Core
import Foundation

/// What one plugin may ask of the host. Grants are checked here, at the call, whatever the plugin found before.
struct HostVerbs: Sendable {
    let manifest: Manifest
    let grants: [Grant]
    /// Whether the plugin may call verbs that may still change.
    let drafts: Bool
    let seams: PluginSeams
    let standing = StandingAnswers()
    /// The verbs that its manifest names.
    private let named: Set<String>
    /// The JMAP methods that its manifest names.
    let methods: Set<String>

    /// What a plugin with this manifest and these grants may ask.
    init(manifest: Manifest, grants: [Grant], drafts: Bool = false, seams: PluginSeams) {
        self.manifest = manifest
        self.grants = grants
        self.drafts = drafts
        self.seams = seams
        named = Set(manifest.uses.map(\.verb))
        methods = manifest.methods
    }

    /// The verbs that can ever succeed for the plugin, by name: their place in the catalogue, counted from 1.
    var offered: [String: UInt32] {
        let places = Catalogue.host.enumerated().filter { mayCall($0.element.verb) }
        return Dictionary(uniqueKeysWithValues: places.map { ($0.element.verb, UInt32($0.offset + 1)) })
    }

    /// Whether this verb can ever succeed for the plugin: its manifest names it, unless it needs no grant, and what it needs was granted.
    func mayCall(_ verb: String) -> Bool {
        guard isNamed(verb) else { return false }
        return switch verb {
        case "http.fetch/1": grants.contains { $0.host != nil }
        case "mail.call/1": methods.contains { method in Grant.needed(forMethod: method).map(has) ?? true }
        default: Catalogue.host(verb).map { (!$0.isDraft || drafts) && $0.grant.map(has) ?? true } ?? false
        }
    }

    private func isNamed(_ verb: String) -> Bool { VerbList.free.contains(verb) || named.contains(verb) }

    /// Why a verb of the catalogue is not offered, in a sentence.
    func refusal(_ verb: String) -> String {
        guard isNamed(verb) else { return "\(verb) is not among the verbs of its manifest" }
        return "\(verb) was not granted"
    }

    /// Whether a grant was given.
    func has(_ grant: Grant) -> Bool { grants.contains { $0.covers(grant) } }

    /// Does what the plugin asks. `used` hears which grant carried it.
    func perform(
        _ verb: Catalogue.HostVerb, _ arguments: [[UInt8]],
        piece: @escaping @Sendable ([UInt8]) -> Void, used: @Sendable (Grant) -> Void
    ) async throws(Failure) -> [UInt8] {
        try admit(verb, used)
        switch verb.verb {
        case "settings.get/1": return try await settings(arguments[0])
        case "kv.get/1": return try await kvGet(arguments)
        case "kv.put/1": return try await kvPut(arguments)
        case "kv.delete/1": return try await kvDelete(arguments)
        case "kv.list/1": return try await kvList(arguments)
        case "http.fetch/1": return try await fetch(arguments, piece, used)
        case "timer.after/1": return try await timer(arguments[0])
        case "crypto.random/1", "crypto.seal/1", "crypto.open/1", "crypto.hmac/1": return try crypto(verb.verb, arguments)
        case "mail.call/1": return try await mailCall(arguments, used)
        case "mail.source/1": return try await source(arguments, piece)
        case "mail.part/1": return try await part(arguments, piece)
        case "mail.annotate/1": return try await annotate(arguments)
        case "users.get/1": return try await seams.people.user(try user(arguments[0])).bytes
        case "users.verify/1": return try await verify(arguments)
        case "users.signin/1": return try await signIn(arguments)
        case "accounts.list/1": return try await seams.people.accounts(try user(arguments[0])).bytes
        case "ui.push/1": return try await push(arguments)
        default: throw Failure(.unsupported, verb.verb)
        }
    }

    /// The verbs that wait for nothing, or sometimes not, by their place in the catalogue.
    static let atOnce = Catalogue.host.map { $0.verb.hasPrefix("crypto.") || [PluginUpload.verb, "mail.call/1"].contains($0.verb) }

    /// Does one of those; nil when this time something has to be waited for.
    func performAtOnce(_ verb: Catalogue.HostVerb, _ arguments: [[UInt8]], used: (Grant) -> Void) throws(Failure) -> [UInt8]? {
        try admit(verb, used)
        return verb.verb == "mail.call/1" ? try mailCallAtOnce(arguments, used) : try crypto(verb.verb, arguments)
    }

    private func admit(_ verb: Catalogue.HostVerb, _ used: (Grant) -> Void) throws(Failure) {
        guard isNamed(verb.verb) else {
            throw Failure(.denied, "\(verb.verb) is not among the verbs of its manifest")
        }
        guard !verb.isDraft || drafts else {
            throw Failure(.unsupported, "\(verb.verb) may still change, and plugins.conf does not say drafts = yes")
        }
        if let grant = verb.grant { try need(grant, for: verb.verb, used) }
    }

    func need(_ grant: Grant, for what: String, _ used: (Grant) -> Void) throws(Failure) {
        guard has(grant) else { throw Failure(.denied, "\(what) needs the grant \(grant)") }
        used(grant)
    }

    func user(_ bytes: [UInt8]) throws(Failure) -> UserID {
        guard let id = UserID(String(decoding: bytes, as: UTF8.self)) else { throw Failure(.invalid, "not a user's id") }
        return id
    }

    func email(_ bytes: [UInt8]) throws(Failure) -> EmailID {
        guard let id = EmailID(String(decoding: bytes, as: UTF8.self)) else { throw Failure(.invalid, "not an email's id") }
        return id
    }

    /// An argument that is text of some length; fails with `invalid`.
    static func text(_ bytes: [UInt8], _ what: String, _ range: ClosedRange<Int>) throws(Failure) -> String {
        guard range.contains(bytes.count), let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw Failure(.invalid, "\(what) is \(range.lowerBound) to \(range.upperBound) bytes of UTF-8")
        }
        return text
    }

    static func number(_ bytes: [UInt8], _ range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let number = Int(String(decoding: bytes, as: UTF8.self)), range.contains(number) else {
            throw Failure(.invalid, "not a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func settings(_ argument: [UInt8]) async throws(Failure) -> [UInt8] {
        let scope: PluginSettings.Scope
        if argument.isEmpty {
            scope = .admin
        } else {
            guard let id = UserID(String(decoding: argument, as: UTF8.self).dropFirst(5)), argument.starts(with: "user:".utf8) else {
                throw Failure(.invalid, "a scope of settings is empty or user:ID")
            }
            scope = .user(id)
        }
        let settings = PluginSettings(
            plugin: manifest.id, forms: manifest.settings, values: seams.values, language: "en", ask: nil, changed: { _ in })
        return try await settings.opened(scope).bytes
    }

    private func timer(_ argument: [UInt8]) async throws(Failure) -> [UInt8] {
        let milliseconds = try HostVerbs.number(argument, 0...86_400_000)
        do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { throw Failure(.cancelled, "timer") }
        return []
    }

    private func push(_ arguments: [[UInt8]]) async throws(Failure) -> [UInt8] {
        guard arguments[1].count <= 65_536 else { throw Failure(.tooLarge, "ui.push/1 takes at most 64 KiB") }
        await seams.push(try user(arguments[0]), manifest.id, try JSON(parsing: arguments[1]))
        return []
    }
}
