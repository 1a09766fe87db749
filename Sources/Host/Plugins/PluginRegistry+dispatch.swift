public import Core
import Logging

extension PluginRegistry {
    /// Asks every plugin that is on and wants this hook; with `notes`, by plugin, each is told its own. A plugin that fails, or is late, has no opinion.
    public func hook(_ name: String, _ facts: JSON, notes: [String: JSON]? = nil) async -> [(plugin: String, answer: JSON)] {
        guard let notes else { return await hook(name, facts.bytes) }
        return await hook(name) { PluginRegistry.told(facts, notes[$0]).bytes }
    }

    /// The same with facts that are JSON text already.
    public func hook(_ name: String, _ facts: [UInt8]) async -> [(plugin: String, answer: JSON)] { await hook(name) { _ in facts } }

    private func hook(_ name: String, _ facts: (_ plugin: String) -> [UInt8]) async -> [(plugin: String, answer: JSON)] {
        guard board.isAsked(name) else { return [] }
        let now = seams.clock.now()
        let grant = Grant.needed(forHook: name)
        let sessions = entries.values.filter { $0.state == .on }.compactMap(\.session).filter { session in
            guard session.manifest.hooks.contains(name), grant.map(session.verbs.has) ?? true else { return false }
            return flow.late["\(session.manifest.id) \(name)"]?.until.map { $0 <= now } ?? true
        }
        let log = seams.log
        let answers = await withTaskGroup(of: (String, Opinion).self) { group in
            for session in sessions {
                if let grant { session.use(grant) }
                let told = facts(session.manifest.id)
                group.addTask {
                    do throws(Failure) {
                        let bytes = try await session.ask("hook/1", [Array(name.utf8), told]).whole()
                        return (session.manifest.id, bytes.isEmpty ? .none : .some(try JSON(parsing: bytes)))
                    } catch {
                        log.info("no opinion: \(error)", metadata: ["plugin": "\(session.manifest.id)", "hook": "\(name)"])
                        return (session.manifest.id, error.kind == .timeout ? .late : .none)
                    }
                }
            }
            return await group.reduce(into: [(String, Opinion)]()) { $0.append($1) }
        }
        for (id, opinion) in answers { remember(opinion, of: id, name) }
        // One that was switched off while it thought has no say any more.
        return answers.filter { entries[$0.0]?.state == .on }.sorted { $0.0 < $1.0 }.compactMap { id, opinion in
            if case .some(let answer) = opinion { (plugin: id, answer: answer) } else { nil }
        }
    }

    /// Facts about a message with a plugin's own note on it.
    static func told(_ facts: JSON, _ note: JSON?) -> JSON {
        var told = facts
        told["note"] = .some(note ?? .null)
        return told
    }

    private enum Opinion { case some(JSON), none, late }

    /// Who is late several times in a row is not asked for a minute: whoever waits for the hook does not wait each time.
    private func remember(_ opinion: Opinion, of id: String, _ hook: String) {
        let key = "\(id) \(hook)"
        guard case .late = opinion else {
            flow.late[key] = nil
            return
        }
        flow.late[key, default: .init()].count += 1
        guard let count = flow.late[key]?.count, count >= limits.lateHooks else { return }
        flow.late[key] = .init(count: 0, until: seams.clock.now().adding(seconds: 60))
        let line = "\(hook) came late \(count) times in a row and is not asked for a minute"
        ledger(id).say("warning", line, seams.clock.now())
        seams.log.warning("\(line)", metadata: ["plugin": "\(id)"])
    }

    /// Asks one plugin one of its verbs. Fails with `notFound` when nobody knows it, `unavailable` when it is not on, or as the plugin does.
    func ask(_ id: String, _ verb: String, _ arguments: [[UInt8]]) throws(Failure) -> PluginAnswer { try session(id).ask(verb, arguments) }

    /// Asks for an action on a message. Fails with `denied` for a plugin that may not read mail: it would be told the message.
    func act(_ id: String, _ arguments: [[UInt8]]) throws(Failure) -> PluginAnswer {
        let session = try session(id)
        guard session.verbs.has(.mailRead) else {
            throw Failure(.denied, "\(id) may not read mail", message: "This plugin may not read mail.")
        }
        session.use(.mailRead)
        return session.ask("action/1", arguments)
    }

    /// The code of a plugin that is on. Fails with `notFound` when nobody knows it, `unavailable` when it is not on.
    func session(_ id: String) throws(Failure) -> PluginSession {
        guard let entry = entries[id] else { throw Failure(.notFound, "no plugin \(id.prefix(60))") }
        guard entry.state == .on, let session = entry.session else {
            throw Failure(.unavailable, "\(id) is \(entry.state)", message: "This plugin is switched off.")
        }
        return session
    }
}
