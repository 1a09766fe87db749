public import Core
import Logging

extension PluginRegistry {
    /// Asks every plugin that is on and wants this hook. A plugin that fails, or is late, has no opinion.
    public func hook(_ name: String, _ facts: JSON) async -> [(plugin: String, answer: JSON)] {
        let sessions = entries.values.filter { $0.state == .on }.compactMap(\.session).filter { $0.manifest.hooks.contains(name) }
        let arguments = [Array(name.utf8), facts.bytes]
        let log = seams.log
        let answers = await withTaskGroup(of: (String, JSON)?.self) { group in
            for session in sessions {
                group.addTask {
                    do throws(Failure) {
                        let bytes = try await session.ask("hook/1", arguments).whole()
                        return bytes.isEmpty ? nil : (session.manifest.id, try JSON(parsing: bytes))
                    } catch {
                        log.info("no opinion: \(error)", metadata: ["plugin": "\(session.manifest.id)", "hook": "\(name)"])
                        return nil
                    }
                }
            }
            return await group.reduce(into: [(String, JSON)]()) { if let answer = $1 { $0.append(answer) } }
        }
        // One that was switched off while it thought has no say any more.
        return answers.filter { entries[$0.0]?.state == .on }.sorted { $0.0 < $1.0 }.map { (plugin: $0.0, answer: $0.1) }
    }

    /// Asks one plugin one of its verbs. Fails with `notFound` when nobody knows it, `unavailable` when it is not on, or as the plugin does.
    func ask(_ id: String, _ verb: String, _ arguments: [[UInt8]]) throws(Failure) -> PluginAnswer {
        guard let entry = entries[id] else { throw Failure(.notFound, "no plugin \(id.prefix(60))") }
        guard entry.state == .on, let session = entry.session else {
            throw Failure(.unavailable, "\(id) is \(entry.state)", message: "This plugin is switched off.")
        }
        return session.ask(verb, arguments)
    }

    /// What a plugin says about its health; nil when it says nothing.
    public func health(of id: String) async -> JSON? {
        guard let bytes = try? await ask(id, "health/1", []).whole() else { return nil }
        return try? JSON(parsing: bytes)
    }

    /// Tells every plugin that listens about something that happened; one after the other for each plugin.
    /// A plugin that is not on misses it.
    public func tell(_ event: String, number: Int64, _ facts: JSON) async {
        let sessions = entries.values.filter { $0.state == .on }.compactMap(\.session).filter { $0.manifest.events.contains(event) }
        await withTaskGroup(of: Void.self) { group in
            for session in sessions {
                group.addTask { _ = try? await session.ask("event/1", [Array("\(number)".utf8), Array(event.utf8), facts.bytes]).whole() }
            }
        }
    }
}
