import Core
import Logging
import Store

extension PluginRegistry {
    /// Tells a plugin what it has yet to hear, one event after the other, until there is nothing more or it is down.
    nonisolated func tellAll(_ id: String) async {
        while !Task.isCancelled {
            guard let session = await current(id) else { return }
            let batch: [EventTable.Entry]
            do { batch = try await seams.flow.waiting(id, 64) } catch {
                return seams.log.error("events cannot be read: \(error)", metadata: ["plugin": "\(id)"])
            }
            if batch.isEmpty { return }
            for event in batch {
                guard await tell(session, event), !Task.isCancelled else { return }
                do { try await seams.flow.heard(id, event.number) } catch {
                    return seams.log.error("a cursor cannot be kept: \(error)", metadata: ["plugin": "\(id)"])
                }
            }
        }
    }

    /// Tells one event. False when the plugin went down meanwhile: the event stays.
    /// `MF_UNAVAILABLE` is tried again for as long as it takes; another failure `limits.eventTries` times, and then the event is left out.
    private nonisolated func tell(_ session: PluginSession, _ event: EventTable.Entry) async -> Bool {
        let id = session.manifest.id
        if let grant = Grant.needed(forEvent: event.name) {
            guard session.verbs.has(grant) else { return true }
            session.use(grant)
        }
        let arguments = [Array("\(event.number)".utf8), Array(event.name.utf8), Array(event.facts.utf8)]
        var failures = 0
        var pause = limits.eventPause
        while true {
            do throws(Failure) {
                _ = try await session.ask("event/1", arguments).whole()
                return true
            } catch {
                guard session.isOn, !Task.isCancelled else { return false }
                if error.kind != .unavailable {
                    failures += 1
                    if failures >= limits.eventTries {
                        let line = "event \(event.number) \(event.name) is left out after \(failures) tries: \(error.kind.rawValue)"
                        session.ledger.say("warning", line, seams.clock.now())
                        seams.log.warning("\(line): \(error.detail)", metadata: ["plugin": "\(id)"])
                        return true
                    }
                }
            }
            do { try await Task.sleep(for: .seconds(pause)) } catch { return false }
            guard session.isOn else { return false }
            pause = min(pause * 2, limits.eventPause * 300)
        }
    }

    /// Settings of a plugin were saved; it hears that, and nobody else does.
    public func settingsChanged(_ id: String, scope: String) async {
        do { try await seams.flow.tell(.settingsChanged, id, ["scope": .string(scope)]) } catch {
            seams.log.error("an event cannot be kept: \(error)", metadata: ["plugin": "\(id)"])
        }
    }
}
