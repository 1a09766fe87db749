public import Core
import Logging
import Store

extension PluginRegistry {
    /// Reads when the jobs of a plugin are due; a job that is new runs within its first minute.
    func schedule(_ id: String, _ manifest: Manifest) async {
        guard flow.jobs[id].map({ Set($0.keys) }) != Set(manifest.jobs.map(\.name)) else { return }
        guard !manifest.jobs.isEmpty else {
            flow.jobs[id] = nil
            return
        }
        let kept: [PluginJobTable.Entry]
        do { kept = try await seams.flow.jobs(id) } catch {
            return seams.log.error("jobs cannot be read: \(error)", metadata: ["plugin": "\(id)"])
        }
        var book: [String: PluginJobTable.Entry] = [:]
        let now = seams.clock.now()
        for job in manifest.jobs {
            if var known = kept.first(where: { $0.name == job.name }) {
                // An interval that was shortened counts at once.
                known.nextAt = min(known.nextAt, now.adding(seconds: job.every * 1.05))
                book[job.name] = known
            } else {
                let first = PluginJobTable.Entry(
                    name: job.name, nextAt: now.adding(seconds: Double.random(in: 0...min(job.every, 60))))
                book[job.name] = first
                do { try await seams.flow.putJob(id, first) } catch {
                    seams.log.error("a job cannot be kept: \(error)", metadata: ["plugin": "\(id)"])
                }
            }
        }
        flow.jobs[id] = book
    }

    func runDueJobs() {
        let now = seams.clock.now()
        for (id, book) in flow.jobs {
            guard let session = current(id) else { continue }
            for (name, job) in book where job.nextAt <= now && !flow.running.contains("\(id)/\(name)") {
                Task { await self.run(session, name) }
            }
        }
    }

    /// Runs a job now. Fails with `notFound` when there is no such job, `unavailable` when the plugin is not on, `conflict` while it runs.
    /// Comes back when the job has ended, at the latest after `seconds`.
    public func runJob(_ id: String, _ name: String, waiting seconds: Double = 2) async throws(Failure) -> JSON {
        guard let entry = entries[id] else { throw Failure(.notFound, "no plugin \(id.prefix(60))", message: "There is no such plugin.") }
        guard flow.jobs[id]?[name] != nil else {
            guard entry.paragraph.enabled else {
                throw Failure(.unavailable, "\(id) is off", message: "This plugin is switched off.")
            }
            throw Failure(.notFound, "no job \(name.prefix(60))", message: "There is no such job.")
        }
        guard let session = current(id) else { throw Failure(.unavailable, "\(id) is not on", message: "This plugin does not run.") }
        guard !flow.running.contains("\(id)/\(name)") else {
            throw Failure(.conflict, "\(id)/\(name) runs", message: "This job is running already.")
        }
        let (done, finish) = AsyncStream<Void>.makeStream()
        Task {
            await self.run(session, name)
            finish.finish()
        }
        let late = Task {
            try? await Task.sleep(for: .seconds(seconds))
            finish.finish()
        }
        for await _ in done {}
        late.cancel()
        return jobs(id).first { $0["name"]?.string == name } ?? .null
    }

    /// Runs a job and writes down how it ended; never twice at once.
    private func run(_ session: PluginSession, _ name: String) async {
        let id = session.manifest.id
        let key = "\(id)/\(name)"
        guard let job = session.manifest.jobs.first(where: { $0.name == name }), flow.running.insert(key).inserted else { return }
        defer { flow.running.remove(key) }
        let began = seams.clock.now()
        // Written before it runs: a job that ends the server is not the first thing the next start does.
        await place(id, name) {
            $0.lastAt = began
            $0.lastResult = ""
            $0.nextAt = began.adding(seconds: job.every * Double.random(in: 0.95...1.05))
        }
        var result = "ok"
        do throws(Failure) { _ = try await session.ask("job/1", [Array(name.utf8)], within: job.timeout).whole() } catch {
            result = PluginLibrary.line(error.detail.isEmpty ? error.kind.words : error.detail)
            seams.log.warning("a job failed: \(error)", metadata: ["plugin": "\(id)", "job": "\(name)"])
            session.ledger.say("warning", "job \(name): \(result)", seams.clock.now())
        }
        let ended = result
        await place(id, name) { $0.lastResult = ended }
    }

    private func place(_ id: String, _ name: String, _ change: (inout PluginJobTable.Entry) -> Void) async {
        guard var job = flow.jobs[id]?[name] else { return }
        change(&job)
        flow.jobs[id]?[name] = job
        do { try await seams.flow.putJob(id, job) } catch {
            seams.log.error("a job cannot be kept: \(error)", metadata: ["plugin": "\(id)"])
        }
    }

    /// The jobs of a plugin as the admin's page shows them.
    func jobs(_ id: String) -> [JSON] {
        let manifest = entries[id].flatMap { $0.running?.manifest ?? (try? $0.found?.manifest.get()) }
        return (manifest?.jobs ?? []).map { job in
            let known = flow.jobs[id]?[job.name]
            return [
                "name": .string(job.name), "label": job.label.json, "every": .string(job.interval),
                "lastAt": known?.lastAt.map { .string(UTCDate.text($0)) } ?? .null,
                "lastResult": known.map { $0.lastResult.isEmpty ? .null : .string($0.lastResult) } ?? .null,
                "nextAt": known.map { .string(UTCDate.text($0.nextAt)) } ?? .null,
                "running": .bool(flow.running.contains("\(id)/\(job.name)")),
            ]
        }
    }
}
