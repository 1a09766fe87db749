import Core
import Foundation
import HostCrypto
import Logging

extension PluginRegistry {
    enum Verdict {
        case run(Runnable)
        case rest(PluginState, String)
    }

    /// Brings a plugin to what plugins.conf says, waiting at most `limits.switching` seconds for it to get there.
    func settle(_ id: String) async {
        guard let entry = entries[id] else { return }
        // Whatever asks for its routes or actions from now on finds it gone, though its last turn is still to come.
        if entry.session != nil, case .rest = judge(entry) { entries[id]?.state = .stopping }
        let before = entry.switching
        let work = Task {
            await before?.value
            await self.move(id)
        }
        entries[id]?.switching = work
        let (done, finish) = AsyncStream<Void>.makeStream()
        let waits = [
            Task {
                await work.value; finish.finish()
            },
            Task { [limits] in
                try? await Task.sleep(for: .seconds(limits.switching)); finish.finish()
            },
        ]
        for await _ in done {}
        waits[1].cancel()
    }

    /// Stops and starts as the verdict says, then says where the plugin stands.
    private func move(_ id: String) async {
        guard let entry = entries[id] else { return }
        if entry.state == .stuck { return }
        var verdict = judge(entry)
        if let session = entry.session {
            if case .run(let wanted) = verdict, wanted == entry.running, session.isOn { return }
            set(id, .stopping, "")
            let came = await session.stop()
            remember(session, id)
            entries[id]?.session = nil
            entries[id]?.running = nil
            guard came else { return stuck(id) }
            guard let now = entries[id] else { return }
            verdict = judge(now)
        }
        switch verdict {
        case .rest(let state, let reason):
            set(id, state, reason)
            if entries[id]?.found == nil, state == .off { entries[id] = nil }
        case .run(let runnable): await launch(id, runnable)
        }
    }

    private func launch(_ id: String, _ runnable: Runnable) async {
        guard loads else { return set(id, .on, "") }
        set(id, .starting, "")
        let manifest = runnable.manifest
        let session = PluginSession(
            manifest: manifest,
            port: InlinePort(path: runnable.library, id: id, version: manifest.version, limits: limits),
            verbs: HostVerbs(manifest: manifest, grants: runnable.grants, seams: seams),
            limits: limits, logger: seams.log,
            onStuck: { [weak self] in Task { await self?.stuck(id) } })
        entries[id]?.session = session
        entries[id]?.running = runnable
        do {
            try await session.start()
            set(id, .on, "")
        } catch {
            entries[id]?.session = nil
            entries[id]?.running = nil
            let state: PluginState =
                switch error.kind {
                case .notFound: .missing
                case .unsupported: .incompatible
                case .timeout: .stuck
                default: .failed
                }
            set(id, state, error.message.isEmpty ? error.kind.words : error.message)
            seams.log.error("plugin does not start: \(error)", metadata: ["plugin": "\(id)"])
        }
    }

    /// A turn did not come back: its thread is given up, and only a restart of the server can try again.
    func stuck(_ id: String) {
        set(
            id, .stuck,
            "It has not come back from a turn for \(Int(limits.turn.rounded(.up))) seconds and was given up. Restart the server to try it again."
        )
        seams.log.error("plugin is stuck in a turn", metadata: ["plugin": "\(id)"])
    }

    private func remember(_ session: PluginSession, _ id: String) {
        entries[id]?.record.used.merge(session.used) { max($0, $1) }
    }

    private func set(_ id: String, _ state: PluginState, _ reason: String) {
        entries[id]?.state = state
        entries[id]?.reason = reason
    }

    /// Whether a plugin is to run, and if not, why.
    func judge(_ entry: PluginEntry) -> Verdict {
        if let problem = entry.paragraph.problem { return .rest(.blocked, problem) }
        guard let found = entry.found else {
            let isNamed = entry.paragraph.enabled
            return .rest(
                isNamed ? .missing : .off, isNamed ? "plugins.conf names it, but there is no folder \(entry.id) with a plugin.json." : "")
        }
        let manifest: Manifest
        switch found.manifest {
        case .failure(let failure): return .rest(.failed, failure.message)
        case .success(let value): manifest = value
        }
        guard entry.paragraph.enabled else { return .rest(.off, "") }
        if let at = entry.record.crashedAt {
            return .rest(
                .failed,
                "It crashed the server at \(UTCDate.text(at)) (signal \(entry.record.signal)) and stays off until it is switched on again.")
        }
        if let missing = manifest.uses.first(where: { !$0.optional && Catalogue.host($0.verb) == nil }) {
            return .rest(
                .incompatible,
                "It needs \(missing.verb), which this server does not offer. Update MailFlow, or install an older \(entry.id).")
        }
        if entry.paragraph.isolate == true {
            return .rest(.blocked, "plugins.conf asks for a process of its own (isolate = yes), which this server cannot give yet.")
        }
        let library = found.folder.appendingPathComponent(manifest.library).path
        if !found.bundled, entry.paragraph.sha256 == nil, entry.paragraph.isolate != false {
            return .rest(
                .blocked,
                "It did not come with the server. To run it inside the server, pin its library with sha256 = … in plugins.conf, or write isolate = no."
            )
        }
        let granted = entry.paragraph.grants ?? []
        if let lacking = manifest.grants.first(where: { need in !granted.contains { $0.covers(need) } }) {
            return .rest(.blocked, "It needs \"\(lacking.words)\" (\(lacking)), which has not been granted.")
        }
        if let pin = entry.paragraph.sha256, let data = FileManager.default.contents(atPath: library), Digest.hex(of: data) != pin {
            return .rest(.blocked, "Its library is not the one pinned in plugins.conf: the sha256 differs.")
        }
        return .run(Runnable(manifest: manifest, library: library, grants: granted))
    }
}
