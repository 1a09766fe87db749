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
        await learnSetup(id)
        guard let entry = entries[id] else { return }
        // Whatever asks for its routes or actions from now on finds it gone, though its last turn is still to come.
        if entry.session != nil, case .rest = judge(entry) {
            entries[id]?.state = .stopping
            pin()
        }
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
        var verdict = judge(entry)
        entries[id]?.mustRestart = false
        if entry.state == .stuck {
            // Its thread is lost and its library with it, but not for another process.
            guard case .run(let wanted) = verdict, wanted.isolated else { return }
            return await launch(id, wanted)
        }
        if let session = entry.session {
            if case .run(let wanted) = verdict, let running = entry.running {
                if wanted == running, session.isOn, !entry.mustRestart { return set(id, .on, PluginRegistry.remark(wanted)) }
                if session.isOn, wanted.fits(beside: running) { return await launch(id, wanted, after: session) }
            }
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

    /// Starts a plugin. One that runs still goes on until the new one is up, and ends then, or when that fails.
    private func launch(_ id: String, _ runnable: Runnable, after old: PluginSession? = nil) async {
        guard loads else { return set(id, .on, "") }
        if old == nil { set(id, .starting, "") }
        let manifest = runnable.manifest
        let session = PluginSession(
            manifest: manifest, port: port(id, runnable),
            verbs: HostVerbs(manifest: manifest, grants: runnable.grants, drafts: runnable.drafts, seams: seams),
            limits: limits, logger: seams.log, ledger: ledger(id),
            onDown: { [weak self] session in Task { await self?.down(id, session) } })
        if old == nil {
            entries[id]?.session = session
            entries[id]?.running = runnable
        }
        ledger(id).started(seams.clock.now(), again: entries[id]?.isRevived ?? false)
        entries[id]?.isRevived = false
        var failure: Failure?
        do throws(Failure) { try await session.start() } catch { failure = error }
        entries[id]?.session = failure == nil ? session : nil
        entries[id]?.running = failure == nil ? runnable : nil
        if failure == nil {
            entries[id]?.rest = nil
            set(id, .on, PluginRegistry.remark(runnable))
        }
        if let old {
            // Who asks from now on asks the new one; who has asked the old one still gets an answer.
            if failure == nil { await old.drain() }
            await old.stop()
            remember(old, id)
        }
        guard let failure else {
            // It may have ended already, before anybody knew it by this session.
            if session.report != nil { down(id, session) }
            return
        }
        if let report = session.report { return crashed(id, runnable, report) }
        let state: PluginState =
            switch failure.kind {
            case .notFound: .missing
            case .unsupported: .incompatible
            case .denied: .blocked
            case .timeout: .stuck
            default: .failed
            }
        set(id, state, failure.message.isEmpty ? failure.kind.words : failure.message)
        seams.log.error("plugin does not start: \(failure)", metadata: ["plugin": "\(id)"])
    }

    /// What there is to say of a plugin that is on.
    private static func remark(_ runnable: Runnable) -> String {
        runnable.isDisplaced
            ? "Its library was replaced: the new one runs in a process of its own until the server is restarted." : ""
    }

    private func port(_ id: String, _ runnable: Runnable) -> any PluginPort {
        let version = runnable.manifest.version
        guard runnable.isolated else {
            return InlinePort(library: runnable.library, id: id, version: version, limits: limits)
        }
        return IsolatedPort(runner: runner, library: runnable.library, id: id, version: version, net: runnable.net, limits: limits)
    }

    /// A turn did not come back: its thread is given up, and only a restart of the server can try again, or a process of its own.
    func stuck(_ id: String) {
        let reason =
            "It has not come back from a turn for \(Int(limits.turn.rounded(.up))) seconds and was given up. "
            + "Restart the server to try it again, or give it a process of its own (isolate = yes)."
        set(id, .stuck, reason)
        ledger(id).say("error", reason, seams.clock.now())
        seams.log.error("plugin is stuck in a turn", metadata: ["plugin": "\(id)"])
    }

    func remember(_ session: PluginSession, _ id: String) {
        entries[id]?.record.used.merge(session.used) { max($0, $1) }
    }

    func set(_ id: String, _ state: PluginState, _ reason: String) {
        entries[id]?.state = state
        entries[id]?.reason = reason
        pin()
        if loads, let standing { PluginStanding(entries).write(standing) }
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
        if entry.record.crashedAt != nil {
            return .rest(.failed, "\(PluginReport.ofServer(signal: entry.record.signal)) It stays off until it is switched on again.")
        }
        if let missing = manifest.uses.first(where: { !$0.optional && Catalogue.host($0.verb) == nil }) {
            return .rest(
                .incompatible,
                "It needs \(missing.verb), which this server does not offer. Update MailFlow, or install an older \(entry.id).")
        }
        if !entry.paragraph.drafts, let draft = manifest.draft() {
            return .rest(.blocked, "It needs \(draft), which may still change: plugins.conf must say drafts = yes for it.")
        }
        let library = LibraryFile(found.folder.appendingPathComponent(manifest.library).path, pin: entry.paragraph.sha256)
        let granted = entry.paragraph.grants ?? []
        if let lacking = manifest.grants.first(where: { need in !granted.contains { $0.covers(need) } }) {
            return .rest(.blocked, "It needs \"\(lacking.words)\" (\(lacking)), which has not been granted.")
        }
        if let problem = mountProblem(entry, manifest) { return .rest(.blocked, problem) }
        if !library.stamp.isEmpty {
            do throws(Failure) { try library.checkPin() } catch { return .rest(.blocked, error.message) }
        }
        if let setup = entry.setup { return .rest(.setup, setup) }
        var wanted = Runnable(
            manifest: manifest, library: library, grants: granted, isolated: PluginRegistry.isIsolated(entry), net: entry.paragraph.net,
            drafts: entry.paragraph.drafts)
        if !wanted.isolated {
            if let danger = library.danger { return .rest(.blocked, danger) }
            if loads, PluginLibrary.holdsOther(library) { wanted = wanted.displaced }
        }
        if let rest = entry.rest, entry.restingOn == wanted { return .rest(.failed, rest) }
        if let halt = entry.record.halt, halt.subject == wanted.name { return .rest(.failed, halt.line) }
        return .run(wanted)
    }
}
