public import Core
public import Foundation
import Logging

/// The plugins of this server: which there are, which run, and why another does not.
/// The page, the CLI and SIGHUP all end here, and what they decide is in `plugins.conf`.
public actor PluginRegistry {
    let conf: URL
    let folders: [PluginFolder]
    let note: URL?
    /// Where the states of all plugins stand while they run, for the command line.
    let standing: URL?
    let runner: PluginRunner
    let seams: PluginSeams
    let limits: PluginLimits
    var entries: [String: PluginEntry] = [:]
    var flow = FlowState()
    /// What is mounted and asked, for those who cannot wait.
    public nonisolated let board = PluginBoard()
    /// Lines of plugins.conf outside any paragraph that nobody understands, as sentences.
    public private(set) var problems: [String] = []
    private var recording: Task<Void, Never>?
    /// Whether code may be loaded; otherwise `on` means that it would run.
    var loads = true

    /// A registry over a `plugins.conf` and folders of plugins; an earlier folder wins.
    /// `note` is the file in the data folder that names a plugin whose turn brought the server down, `standing` the one that tells
    /// the command line how each is.
    /// `runner` is the program that runs those which have a process of their own.
    public init(
        conf: URL, folders: [PluginFolder], note: URL?, standing: URL? = nil, runner: PluginRunner = .besideExecutable, seams: PluginSeams,
        limits: PluginLimits = PluginLimits()
    ) {
        self.conf = conf
        self.folders = folders
        self.note = note
        self.standing = standing
        self.runner = runner
        self.seams = seams
        self.limits = limits
    }

    /// Reads everything and starts what is enabled. Never fails: what is wrong is the reason of a plugin.
    /// Without `loading` no code is loaded, now or later: what would run is listed as `on`. That is for a command beside a running server.
    public func start(loading: Bool = true) async {
        loads = loading
        if loading, let note {
            do {
                for crash in try CrashNote(file: note).open() {
                    var record = await seams.kv.record(of: crash.plugin)
                    record.crashedAt = crash.at
                    record.signal = crash.signal
                    record.note(PluginRecord.Deed(at: crash.at, by: "", what: "crashed the server"))
                    ledger(crash.plugin).say("error", PluginReport.ofServer(signal: crash.signal), crash.at)
                    try await seams.kv.keep(record, of: crash.plugin)
                }
            } catch { seams.log.error("the note of crashes cannot be kept: \(error)") }
        }
        await reload()
        guard loading else { return }
        recording = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(60))) != nil { await self?.keepUse() }
        }
    }

    /// Reads the folders and `plugins.conf` again and brings every plugin to what they say now. What has not changed keeps running.
    public func reload() async {
        let text: PluginsConf
        do { text = try PluginsConf.read(conf) } catch {
            problems = [error.message.isEmpty ? error.kind.words : error.message]
            seams.log.error("\(error)")
            return
        }
        problems = text.problems
        var found: [String: FoundPlugin] = [:]
        for folder in folders {
            problems += folder.strangers
            found.merge(folder.plugins()) { first, second in
                problems.append("\(second.folder.path) is left out: the plugin \(first.folder.lastPathComponent) came with the server.")
                return first
            }
        }
        for problem in problems { seams.log.warning("\(problem)") }
        for id in Set(found.keys).union(text.ids).union(entries.keys) {
            // Another process may have switched it, and written who did.
            let record = await seams.kv.record(of: id)
            if let known = entries[id], let wanted = record.restartAt, wanted != known.record.restartAt, known.session != nil {
                entries[id]?.mustRestart = true
                forgive(id)
            }
            if entries[id]?.record.halt != nil, record.halt == nil { forgive(id) }
            entries[id, default: PluginEntry(id: id)].record = record
            entries[id]?.found = found[id]
            entries[id]?.paragraph = text[id] ?? PluginsConf.Paragraph()
            if found[id] == nil, text[id] == nil, entries[id]?.session == nil { entries[id] = nil }
        }
        await withTaskGroup(of: Void.self) { group in
            for id in entries.keys { group.addTask { await self.settle(id) } }
        }
        await follow()
    }

    /// Switches a plugin and writes it to `plugins.conf`. Enabling one whose grants nobody has decided grants what its manifest needs,
    /// which is what the admin was shown. Answers the Plugin within a second. Fails with `notFound` for a plugin nobody knows.
    @discardableResult
    public func setEnabled(_ id: String, _ enabled: Bool, by who: String) async throws(Failure) -> JSON {
        guard let entry = entries[id] else { throw Failure(.notFound, "no plugin \(id.prefix(60))", message: "There is no such plugin.") }
        let undecided = enabled && entry.paragraph.grants == nil
        let accept = undecided ? (try? entry.found?.manifest.get())?.grants.map(\.description) : nil
        let given = (entry.paragraph.grants ?? []).map(\.description)
        switch try await change(id, PluginChange(enabled: enabled, accept: accept ?? given), by: who) {
        case .done(let json): return json
        case .needed:
            // Somebody decided before what it may do, and that is not enough: it is switched on and says what it lacks.
            entries[id]?.paragraph = try PluginsConf.change(conf) { $0.set(id, enabled: true) }[id] ?? PluginsConf.Paragraph()
            await settle(id)
            return plugin(id) ?? .null
        }
    }

    /// Stops every plugin; afterwards none is entered any more.
    public func stop() async {
        recording?.cancel()
        stopFlow()
        await keepUse()
        for id in entries.keys {
            entries[id]?.paragraph = PluginsConf.Paragraph()
            entries[id]?.revival?.cancel()
        }
        await withTaskGroup(of: Void.self) { group in
            for entry in entries.values { group.addTask { await entry.session?.stop() } }
        }
        for id in entries.keys {
            entries[id]?.session = nil
            entries[id]?.running = nil
            if entries[id]?.state == .on { entries[id]?.state = .off }
        }
        if loads, let standing { try? FileManager.default.removeItem(at: standing) }
    }

    /// Remembers when grants were used, where that changed.
    private func keepUse() async {
        for (id, entry) in entries {
            guard let used = entry.session?.used, !used.isEmpty else { continue }
            let merged = entry.record.used.merging(used) { max($0, $1) }
            guard merged != entry.record.used else { continue }
            entries[id]?.record.used = merged
            if let record = entries[id]?.record { try? await seams.kv.keep(record, of: id) }
        }
    }
}
