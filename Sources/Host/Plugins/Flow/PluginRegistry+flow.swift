import Core
import Foundation
import Logging

extension PluginRegistry {
    /// The ledger of a plugin, made when it is first asked for.
    func ledger(_ id: String) -> PluginLedger {
        if let known = flow.ledgers[id] { return known }
        let ledger = PluginLedger()
        flow.ledgers[id] = ledger
        return ledger
    }

    /// The plugin's code, when it can be asked now.
    func current(_ id: String) -> PluginSession? {
        guard let entry = entries[id], entry.state == .on, let session = entry.session, session.isOn else { return nil }
        return session
    }

    /// Writes on the board what runs and what is mounted. Called whenever a plugin's state changes.
    func pin() {
        var mounts: [(prefix: String, plugin: String)] = []
        var hooks: Set<String> = []
        var readers: Set<String> = []
        var sessions: [String: PluginSession] = [:]
        for entry in entries.values.sorted(by: { $0.id < $1.id }) {
            if entry.state == .on, let session = entry.session {
                sessions[entry.id] = session
                if session.manifest.uses.contains(where: { $0.verb == PluginUpload.verb }) { readers.insert(entry.id) }
                hooks.formUnion(session.manifest.hooks.filter { hook in Grant.needed(forHook: hook).map(session.verbs.has) ?? true })
            }
            // While it starts, or after it failed, its prefix answers 503 rather than something else.
            guard entry.paragraph.enabled, [.on, .starting, .failed, .stuck].contains(entry.state) else { continue }
            let manifest = entry.running?.manifest ?? (try? entry.found?.manifest.get())
            for mount in manifest?.mounts ?? [] where entry.has("mount:\(mount)") { mounts.append((mount, entry.id)) }
        }
        board.set(
            mounts: mounts, hooks: hooks, readers: readers, sessions: sessions,
            checkers: Set(entries.values.filter { $0.has("users") }.map(\.id)))
    }

    /// Brings what happens by itself (events, jobs) to what plugins.conf and the manifests say now.
    func follow() async {
        pin()
        guard loads else { return }
        for (id, entry) in entries { await follow(id, entry) }
        for id in flow.listeners.keys where entries[id] == nil { await deafen(id) }
        if flow.pulse == nil {
            flow.pulse = Task { [weak self, limits] in
                while (try? await Task.sleep(for: .seconds(limits.pulse))) != nil { await self?.beat() }
            }
        }
    }

    private func follow(_ id: String, _ entry: PluginEntry) async {
        guard entry.paragraph.enabled else {
            flow.jobs[id] = nil
            return await deafen(id)
        }
        // A manifest that cannot be read, as in the middle of an upgrade, changes nothing.
        guard let manifest = try? entry.found?.manifest.get() else { return }
        await schedule(id, manifest)
        if manifest.events.isEmpty { return await deafen(id) }
        guard flow.listeners[id]?.events != manifest.events else { return }
        do {
            try await seams.flow.listen(id, manifest.events)
            flow.listeners[id]?.loop.cancel()
            let loop = Task { [weak self, seams, limits] in
                let signals = EventSignals(bell: seams.flow.bell(), every: limits.pulse)
                defer { signals.end() }
                for await _ in signals.stream {
                    guard let self, !Task.isCancelled else { return }
                    await tellAll(id)
                }
            }
            flow.listeners[id] = FlowState.Listening(events: manifest.events, loop: loop)
        } catch { seams.log.error("events cannot be kept: \(error)", metadata: ["plugin": "\(id)"]) }
    }

    /// A plugin that is switched off hears nothing any more, and begins anew when it is switched on.
    private func deafen(_ id: String) async {
        flow.listeners.removeValue(forKey: id)?.loop.cancel()
        do { try await seams.flow.leave(id) } catch { seams.log.error("a listener stays: \(error)", metadata: ["plugin": "\(id)"]) }
    }

    /// Ends everything that happens by itself.
    func stopFlow() {
        flow.pulse?.cancel()
        for listening in flow.listeners.values { listening.loop.cancel() }
        flow.listeners = [:]
        flow.jobs = [:]
    }

    /// Once a second: jobs that are due; once an hour: old events go.
    func beat() async {
        runDueJobs()
        let now = seams.clock.now()
        if flow.purgedAt.map({ $0.adding(seconds: 3600) < now }) ?? true {
            flow.purgedAt = now
            do { try await seams.flow.purge() } catch { seams.log.error("old events stay: \(error)") }
        }
    }
}

extension PluginEntry {
    /// Whether plugins.conf grants a word.
    func has(_ word: String) -> Bool {
        guard let grant = Grant(word) else { return false }
        return (paragraph.grants ?? []).contains { $0.covers(grant) }
    }
}

/// A bell and a clock in one stream.
private final class EventSignals: Sendable {
    let stream: AsyncStream<Void>
    private let feeders: Task<Void, Never>

    init(bell: AsyncStream<Void>, every seconds: Double) {
        let (stream, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        signal.yield()
        feeders = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in bell { signal.yield() } }
                group.addTask { while (try? await Task.sleep(for: .seconds(seconds))) != nil { signal.yield() } }
                await group.waitForAll()
            }
            signal.finish()
        }
    }

    func end() { feeders.cancel() }
}
