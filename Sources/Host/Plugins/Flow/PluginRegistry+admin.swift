public import Core
import Foundation
import HostCrypto
import Logging

/// What an admin asks to be changed of a plugin; nil leaves things as they are.
public struct PluginChange: Sendable {
    /// Whether it is to run.
    public var enabled: Bool?
    /// Whether it runs in a process of its own.
    public var isolate: Bool?
    /// The grants that whoever asks was shown and agreed to.
    public var accept: [String]?
    /// Whether it is switched off for a while, with all others.
    public var isPause: Bool

    /// A change.
    public init(enabled: Bool? = nil, isolate: Bool? = nil, accept: [String]? = nil, isPause: Bool = false) {
        self.enabled = enabled
        self.isolate = isolate
        self.accept = accept
        self.isPause = isPause
    }
}

/// What came of a change.
public enum PluginChanged: Sendable {
    /// The Plugin as it is now.
    case done(JSON)
    /// Nothing was changed: these grants, worst first, have to be agreed to.
    case needed([JSON])
}

extension PluginRegistry {
    /// Changes a plugin and writes it to `plugins.conf`. Switching on a plugin that needs grants nobody has given changes nothing
    /// unless all of them were agreed to; after an update that is the difference only. Answers within a second.
    public func change(_ id: String, _ change: PluginChange, by who: String) async throws(Failure) -> PluginChanged {
        let entry = try known(id)
        let manifest = try? entry.found?.manifest.get()
        let given = entry.paragraph.grants ?? []
        var grants = given
        if change.enabled == true, let manifest {
            let agreed = (change.accept ?? []).compactMap { Grant($0) }
            let missing = manifest.grants.filter { need in !given.contains { $0.covers(need) } }
            guard missing.allSatisfy({ need in agreed.contains { $0.covers(need) } }) else {
                return .needed(missing.map { PluginRegistry.words($0, manifest) })
            }
            // Nothing is given that the manifest does not ask for, whoever agrees to it.
            grants += manifest.allGrants.filter { want in agreed.contains { $0.covers(want) } && !given.contains { $0.covers(want) } }
        }
        let all = grants
        let text = try PluginsConf.change(conf) { text in
            if let enabled = change.enabled { text.set(id, enabled: enabled) }
            if let isolate = change.isolate { text.set(id, isolate: isolate) }
            if change.enabled == true, all != given || text[id]?.grants == nil { text.set(id, grants: Grant.worstFirst(all)) }
        }
        entries[id]?.paragraph = text[id] ?? PluginsConf.Paragraph()
        var done: [String] = []
        if let enabled = change.enabled {
            let wasPaused = entry.record.isPaused
            entries[id]?.record.isPaused = !enabled && change.isPause
            done.append(enabled ? (wasPaused ? "resumed" : "switched on") : (change.isPause ? "paused" : "switched off"))
        }
        if let isolate = change.isolate { done.append(isolate ? "put into a process of its own" : "put into the server's process") }
        let news = all.filter { !given.contains($0) }
        if !news.isEmpty { done.append("granted \(news.map(\.description).joined(separator: " "))") }
        try await settled(id, done.joined(separator: ", "), by: who)
        return .done(plugin(id) ?? .null)
    }

    /// Gives a plugin exactly these grants. One it needs and no longer has stops it. Fails with `invalid` for words that are no grants
    /// and for grants its manifest does not ask for; one that speaks to web servers may be given further hosts by
    /// name. What `plugins.conf` gives already may stay.
    public func setGrants(_ id: String, _ words: [String], by who: String) async throws(Failure) -> JSON {
        let entry = try known(id)
        guard let manifest = try? entry.found?.manifest.get() else {
            throw Failure(.conflict, "\(id) has no manifest", message: "Its plugin.json cannot be read, so nothing can be granted.")
        }
        var grants: [Grant] = []
        let before = Set(entry.paragraph.grants ?? [])
        for word in words.prefix(200) {
            guard let grant = Grant(word), before.contains(grant) || manifest.mayHave(grant) else {
                throw Failure(.invalid, "grant \(word.prefix(80))", message: "\(manifest.name) does not ask for \"\(word.prefix(80))\".")
            }
            grants.append(grant)
        }
        let sorted = Grant.worstFirst(grants)
        let text = try PluginsConf.change(conf) { $0.set(id, grants: sorted) }
        entries[id]?.paragraph = text[id] ?? PluginsConf.Paragraph()
        let given = sorted.filter { !before.contains($0) }.map(\.description)
        let taken = Grant.worstFirst(Array(before.subtracting(sorted))).map(\.description)
        var done: [String] = []
        if !given.isEmpty { done.append("granted \(given.joined(separator: " "))") }
        if !taken.isEmpty { done.append("revoked \(taken.joined(separator: " "))") }
        try await settled(id, done.joined(separator: ", "), by: who)
        return plugin(id) ?? .null
    }

    /// Stops a plugin and starts it again; one that has given up tries again. Answers the Plugin within a second.
    /// Fails with `conflict` for one that is switched off, or stuck inside the server.
    @discardableResult
    public func restart(_ id: String, by who: String) async throws(Failure) -> JSON {
        let entry = try known(id)
        guard entry.paragraph.enabled else { throw Failure(.conflict, "\(id) is off", message: "This plugin is switched off.") }
        if entry.state == .stuck, !PluginRegistry.isIsolated(entry) {
            throw Failure(.conflict, "\(id) is stuck inside the server", message: entry.reason)
        }
        entries[id]?.mustRestart = true
        try await settled(id, "restarted", by: who)
        return plugin(id) ?? .null
    }

    /// Asks the running server, which reads it at its next SIGHUP, to stop and start a plugin. Fails with `notFound`.
    public func requestRestart(_ id: String, by who: String) async throws(Failure) {
        var record = try known(id).record
        record.restartAt = seams.clock.now()
        record.forgive()
        record.note(PluginRecord.Deed(at: seams.clock.now(), by: who, what: "restarted"))
        entries[id]?.record = record
        try await seams.kv.keep(record, of: id)
    }

    /// The grants a plugin has.
    public func givenGrants(_ id: String) -> [String] { (entries[id]?.paragraph.grants ?? []).map(\.description) }

    /// Everything a plugin keeps, to take away.
    public func export(_ id: String) async throws(Failure) -> JSON {
        _ = try known(id)
        return try await seams.flow.export(id)
    }

    /// Removes everything a plugin keeps, its settings included; one that runs is started anew, so that it remembers nothing either.
    public func reset(_ id: String, by who: String) async throws(Failure) {
        _ = try known(id)
        try await seams.flow.clear(id)
        flow.jobs[id] = nil
        await again(id)
        // What it wrote on its way out goes as well.
        try await seams.flow.clear(id)
        try await settled(id, "reset its data", by: who)
    }

    /// A running plugin's next settling starts it anew.
    private func again(_ id: String) async {
        entries[id]?.mustRestart = true
        forgive(id)
        await settle(id)
    }

    /// Brings the plugin to what was written, and remembers who wanted it.
    private func settled(_ id: String, _ what: String, by who: String) async throws(Failure) {
        let now = seams.clock.now()
        entries[id]?.record.changedBy = who
        entries[id]?.record.changedAt = now
        entries[id]?.record.forgive()
        forgive(id)
        if !what.isEmpty {
            entries[id]?.record.note(PluginRecord.Deed(at: now, by: who, what: what))
            seams.log.notice("plugin \(what)", metadata: ["plugin": "\(id)", "by": "\(who)"])
            ledger(id).say("notice", "\(what) by \(who)", now)
        }
        await settle(id)
        await settleBlocked(except: id)
        await follow()
        if let record = entries[id]?.record { try await seams.kv.keep(record, of: id) }
    }

    private func known(_ id: String) throws(Failure) -> PluginEntry {
        guard let entry = entries[id] else { throw Failure(.notFound, "no plugin \(id.prefix(60))", message: "There is no such plugin.") }
        return entry
    }

    /// A grant as whoever decides is to read it.
    static func words(_ grant: Grant, _ manifest: Manifest) -> JSON {
        let whys = manifest.uses.filter { Grant.needed(for: $0).contains(grant) }.map(\.why)
        return [
            "grant": .string(grant.description), "words": .string(grant.words),
            "why": Words.joined(whys).json,
            "risk": .string(grant.risk),
        ]
    }

    /// What names the grants a plugin needs, for `--accept-permissions`: it changes when they do.
    public func permissionsHash(_ id: String) -> String? {
        guard let manifest = try? entries[id]?.found?.manifest.get() else { return nil }
        let text = ([id] + manifest.grants.map(\.description)).joined(separator: "\n")
        return String(Digest.hex(of: Array(text.utf8)).prefix(16))
    }

    /// The grants a plugin needs, by their words.
    public func neededGrants(_ id: String) -> [String] {
        ((try? entries[id]?.found?.manifest.get())?.grants ?? []).map(\.description)
    }
}

extension Grant {
    /// How much goes wrong when it is given to the wrong one.
    var risk: String {
        if mount != nil { return "medium" }
        if let host { return host == "*" ? "high" : "medium" }
        switch description {
        case "users", "mail.send", "mail.change", "mail.read": return "high"
        case "contacts.change", "contacts.read", "accounts": return "medium"
        default: return "low"
        }
    }
}
