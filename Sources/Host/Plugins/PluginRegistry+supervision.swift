public import Core
import Foundation
import Logging

extension PluginRegistry {
    /// Whether a plugin is to run in a process of its own: as `plugins.conf` says; else what came with the server, or is pinned there, runs inside.
    static func isIsolated(_ entry: PluginEntry) -> Bool {
        entry.paragraph.isolate ?? !(entry.found?.bundled ?? false || entry.paragraph.sha256 != nil)
    }

    /// Moves a plugin into a process of its own, or back, and writes it to `plugins.conf`. Answers the Plugin within a second.
    /// Fails with `notFound` for a plugin nobody knows.
    @discardableResult
    public func setIsolated(_ id: String, _ isolated: Bool, by who: String) async throws(Failure) -> JSON {
        guard case .done(let json) = try await change(id, PluginChange(isolate: isolated), by: who) else { return .null }
        return json
    }

    /// Whatever it did before is forgotten: it is started when it is to run.
    func forgive(_ id: String) {
        entries[id]?.revival?.cancel()
        entries[id]?.revival = nil
        entries[id]?.rest = nil
        entries[id]?.restarts.forgive()
    }

    /// A session ended though nobody stopped it.
    func down(_ id: String, _ session: PluginSession) {
        guard let entry = entries[id], entry.session === session else { return }
        guard let report = session.report, let runnable = entry.running else { return stuck(id) }
        remember(session, id)
        entries[id]?.session = nil
        entries[id]?.running = nil
        crashed(id, runnable, report)
    }

    /// The process of a plugin ended by itself. It is started again after a while, or left alone when that has not helped.
    func crashed(_ id: String, _ runnable: Runnable, _ report: PluginReport) {
        let now = seams.clock.now()
        entries[id]?.report = (report, now)
        entries[id]?.restingOn = runnable
        var metadata: Logger.Metadata = ["plugin": "\(id)"]
        if !report.tail.isEmpty { metadata["report"] = "\(report.tail.suffix(1000))" }
        ledger(id).say("error", report.sentence, now)
        for line in report.tail.split(separator: "\n").suffix(20) { ledger(id).say("error", PluginLibrary.line(String(line)), now) }
        seams.log.error("plugin ended by itself: \(report.sentence)", metadata: metadata)
        guard let verdict = entries[id]?.restarts.crashed(at: now) else { return }
        let reason: String
        switch verdict {
        case .halt:
            reason =
                "It failed \(Restarts.most) times within ten minutes and stays off until it is switched on again or replaced. The last time: \(report.sentence)"
            // A server that is started anew leaves it alone as well.
            entries[id]?.record.halt = PluginRecord.Halt(line: reason, subject: runnable.name)
            if let record = entries[id]?.record {
                Task { [seams] in
                    do { try await seams.kv.keep(record, of: id) } catch {
                        seams.log.error("that it was halted cannot be kept: \(error)", metadata: ["plugin": "\(id)"])
                    }
                }
            }
        case .again(let seconds):
            reason = "\(report.sentence) It starts again \(seconds == 1 ? "in a second" : "in \(seconds) seconds")."
            let pause = limits.pause
            entries[id]?.revival = Task { [weak self] in
                do { try await pause(Double(seconds)) } catch { return }
                await self?.revive(id)
            }
        }
        entries[id]?.rest = reason
        set(id, .failed, reason)
    }

    private func revive(_ id: String) async {
        guard !Task.isCancelled, entries[id]?.rest != nil else { return }
        entries[id]?.rest = nil
        entries[id]?.revival = nil
        entries[id]?.isRevived = true
        await settle(id)
    }

    /// What the admin's page shows of a plugin's place: where it runs, what its process uses, how often it was started again, and how it ended last.
    public func supervision(of id: String) -> [String: JSON] {
        guard let entry = entries[id] else { return [:] }
        let place = entry.session?.port.place ?? PortPlace()
        let lacks = place.lacks.isEmpty ? "" : "The kernel of this machine has no " + place.lacks.joined(separator: "; no ") + "."
        return [
            "isolated": .bool(entry.running?.isolated ?? PluginRegistry.isIsolated(entry)),
            "restarts": .int(Int64(entry.restarts.count)), "pid": .int(Int64(place.pid)),
            "memory": place.memory > 0 ? .int(Int64(place.memory)) : .null, "cpu": place.pid > 0 ? .double(place.cpu) : .null,
            "slowTurns": .int(Int64(entry.session?.slowTurns ?? 0)), "lacks": .string(lacks),
            "report": entry.reportJSON,
        ]
    }
}

extension PluginEntry {
    /// How it ended last, as the admin's page shows it; null when it never did.
    var reportJSON: JSON {
        report.map { report, at in
            ["line": .string(report.sentence), "text": .string(report.tail), "at": .string(UTCDate.text(at))]
        } ?? record.crashedAt.map { at in
            ["line": .string(PluginReport.ofServer(signal: record.signal)), "text": "", "at": .string(UTCDate.text(at))]
        } ?? .null
    }
}
