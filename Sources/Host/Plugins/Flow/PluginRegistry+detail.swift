public import Core
import Foundation

extension PluginRegistry {
    /// A plugin with everything its own page shows. Fails with `notFound`.
    public func detail(_ id: String) async throws(Failure) -> JSON {
        guard entries[id] != nil else { throw Failure(.notFound, "no plugin \(id.prefix(60))", message: "There is no such plugin.") }
        let health = await health(of: id)
        let size = (try? await seams.flow.size(id)) ?? 0
        let backlog = (try? await seams.flow.backlog(id)) ?? (waiting: 0, at: nil)
        let people = (try? await seams.flow.people(id)) ?? 0
        guard var page = plugin(id), let entry = entries[id] else { throw Failure(.notFound, "plugin \(id) went away") }
        let manifest = entry.running?.manifest ?? (try? entry.found?.manifest.get())
        let ledger = ledger(id)
        page["health"] = health?.json ?? .null
        var stats = ledger.json
        let place = supervision(of: id)
        for name in ["memory", "cpu", "slowTurns", "pid"] { stats[name] = place[name] ?? .null }
        page["stats"] = stats
        page["report"] = place["report"] ?? .null
        page["lacks"] = place["lacks"] ?? ""
        page["log"] = .array(ledger.log.map(\.json))
        page["dataSize"] = .int(size)
        page["quota"] = manifest.map { $0.quota > 0 ? .int($0.quota) : .null } ?? .null
        page["jobs"] = .array(jobs(id))
        page["events"] = ["waiting": .int(backlog.waiting), "at": backlog.at.map { .string(UTCDate.text($0)) } ?? .null]
        page["mounts"] = .array((manifest?.mounts ?? []).map { .string($0) })
        page["people"] = .int(Int64(people))
        page["usage"] = PluginRegistry.usage(people, manifest?.name ?? id).map { .string($0) } ?? .null
        page["changes"] = .array(entry.record.deeds.reversed().map(\.json))
        page["permissionsHash"] = permissionsHash(id).map { .string($0) } ?? .null
        return page
    }

    /// How many people would miss it, in a sentence; nil when nobody would.
    static func usage(_ people: Int, _ name: String) -> String? {
        switch people {
        case ..<1: nil
        case 1: "1 person uses \(name)."
        default: "\(people) people use \(name)."
        }
    }

    /// What a plugin says about its health; nil when it says nothing. Asked at most every two seconds.
    func health(of id: String) async -> FlowState.Health? {
        let now = seams.clock.now()
        if let last = flow.healths[id], now < last.at.adding(seconds: 2) { return last }
        guard let session = current(id), session.manifest.answers.contains("health/1") else {
            flow.healths[id] = nil
            return nil
        }
        var health = FlowState.Health(ok: false, line: "It did not say how it is.", at: now)
        do throws(Failure) {
            let said = try JSON(parsing: try await session.ask("health/1", []).whole())
            health.ok = said["ok"]?.bool ?? true
            health.line = MessageActions.line(said["line"]?.string ?? "", 300)
        } catch { if error.kind == .timeout { health.line = "It did not say how it is within two seconds." } }
        flow.healths[id] = health
        return health
    }
}
