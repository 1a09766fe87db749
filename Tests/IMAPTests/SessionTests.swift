import Core
import Foundation
import IMAP
import ScriptedIMAP
import Synchronization
import Testing

let anna = Credential.password(username: "anna", password: "secret")

/// Reads a conversation of the folder Transcripts.
func transcript(_ name: String) throws -> Script {
    let url = try #require(Bundle.module.url(forResource: "Transcripts/\(name)", withExtension: "imap"))
    return Script(try String(contentsOf: url, encoding: .utf8))
}

/// Connects to a scripted server with short time limits.
func open(
    _ server: ScriptedServer, _ credential: Credential = anna, tls: ServerAddress.TLS = .none,
    _ change: (inout ConnectionOptions) -> Void = { _ in }
) async throws(Failure) -> IMAPConnection {
    var options = ConnectionOptions()
    options.silenceTimeout = .seconds(5)
    options.connectTimeout = .seconds(5)
    options.idleDelay = .milliseconds(1)
    options.identification = nil
    change(&options)
    do throws(Failure) {
        return try await IMAPConnection.open(server.address(tls), credential, policy: .lenient, options: options)
    } catch {
        // What the server had to complain about says more than that it hung up.
        guard !server.complaints.isEmpty else { throw error }
        throw Failure(error.kind, "\(error.detail); the script: \(server.complaints)", message: error.message)
    }
}

/// Greeting and sign-in of a server with some capabilities, then the rest.
func script(_ capabilities: String = "", _ rest: String) -> Script {
    Script(
        "S: * OK [CAPABILITY IMAP4rev1 \(capabilities)] hi\nC: TAG LOGIN \"anna\" \"secret\"\nS: TAG OK [CAPABILITY IMAP4rev1 \(capabilities)] in\n"
            + rest)
}

/// A whole conversation, and the same one ended by the server at every byte.
@Suite struct SessionTests {
    private func play(_ server: ScriptedServer) async throws(Failure) -> [String] {
        let connection = try await open(server) { $0.identification = [("name", "MailFlow")] }
        var seen: [String] = []
        let listed = try await connection.list(status: [.messages, .unseen])
        seen.append(listed.map { "\($0.name.text) \($0.status?.unseen ?? -1)" }.joined(separator: ","))
        let inbox = try await connection.select(.inbox)
        seen.append(
            "\(inbox.exists) \(inbox.uidValidity?.rawValue ?? 0) \(inbox.uidNext?.rawValue ?? 0) \(inbox.highestModSeq?.rawValue ?? 0)")
        let messages = try await connection.fetch(.uids([UID(9), UID(11)]), [.flags, .body(.header)]).all()
        seen.append(messages.map { "\($0.uid?.rawValue ?? 0) \($0.body(.header)?.count ?? -1)" }.joined(separator: ","))
        let moved = try await connection.move(.uids([UID(9)]), to: MailboxName("Envoyés"))
        seen.append(
            "\(moved?.uids[UID(9)]?.rawValue ?? 0) \(connection.selected?.exists ?? -1) \(connection.selected?.highestModSeq?.rawValue ?? 0)"
        )
        await connection.logout()
        for await event in connection.events {
            switch event {
            case .vanished(let uids): seen.append("gone \(uids)")
            case .changed(let message): seen.append("changed \(message.uid?.rawValue ?? 0)")
            default: break
            }
        }
        return seen
    }

    @Test func playsToTheEnd() async throws {
        let server = try await ScriptedServer([try transcript("session")])
        #expect(
            try await play(server) == ["INBOX 1,Envoyés -1", "3 7 12 90", "9 14,11 0", "77 2 92", "changed 4", "gone 9"])
        #expect(server.complaints == [])
    }

    /// attack 43: BYE at every byte. Whatever is missing, the client fails in words, and at once.
    @Test func attack43CutAtEveryByte() async throws {
        let script = try transcript("session")
        // A tag on the wire is a letter and a digit, one byte less than the TAG of the script.
        let tags = script.steps.filter { if case .say(let bytes) = $0 { bytes.starts(with: "TAG".utf8) } else { false } }.count
        let farewell = script.spoken.count - tags - "* BYE bye\r\na9 OK out\r\n".utf8.count
        for chunk in stride(from: 0, to: farewell, by: 40) {
            await withTaskGroup(of: Void.self) { group in
                for cut in chunk..<min(chunk + 40, farewell) {
                    group.addTask {
                        do {
                            let server = try await ScriptedServer([script], cutAfter: cut)
                            let seen = try await self.play(server)
                            Issue.record("cut at \(cut), and yet \(seen)")
                        } catch let failure as Failure {
                            #expect([.unavailable].contains(failure.kind), "cut at \(cut): \(failure)")
                            #expect(!failure.message.isEmpty, "cut at \(cut): \(failure)")
                        } catch {
                            Issue.record("cut at \(cut): \(error)")
                        }
                    }
                }
            }
        }
    }

    @Test func byeFailsWhatIsUnderWay() async throws {
        let server = try await ScriptedServer([script("", "C: TAG NOOP\nS: * BYE shutting down\n-- silence")])
        let connection = try await open(server)
        await #expect { try await connection.noop() } throws: {
            ($0 as? Failure)?.kind == .unavailable && ($0 as? Failure)?.message.contains("shutting down") == true
        }
        await #expect { try await connection.noop() } throws: { ($0 as? Failure)?.kind == .unavailable }
        #expect(!connection.isOpen)
    }

    @Test func silenceEndsInTime() async throws {
        let server = try await ScriptedServer([script("", "C: TAG NOOP\n-- silence")])
        let connection = try await open(server) { $0.silenceTimeout = .seconds(1) }
        await #expect { try await connection.noop() } throws: { ($0 as? Failure)?.kind == .timeout }
        #expect(!connection.isOpen)
        let deaf = try await ScriptedServer([Script("-- silence")])
        await #expect { try await open(deaf) { $0.connectTimeout = .milliseconds(150) } } throws: { ($0 as? Failure)?.kind == .timeout }
    }

    @Test func cancellingKeepsInStep() async throws {
        let server = try await ScriptedServer([
            script(
                "",
                "C: TAG1 STATUS \"one\" (MESSAGES)\nC: TAG2 STATUS \"two\" (MESSAGES)\nS: * STATUS one (MESSAGES 1)\nS: TAG1 OK done\nS: * STATUS two (MESSAGES 2)\nS: TAG2 OK done\nC: TAG NOOP\nS: TAG OK done"
            )
        ])
        let connection = try await open(server)
        let first = Task { try await connection.status(MailboxName("one"), [.messages]) }
        try await until { server.heard.first?.contains { $0.contains("one") } == true }
        first.cancel()
        await #expect { try await first.value } throws: { ($0 as? Failure)?.kind == .cancelled }
        #expect(try await connection.status(MailboxName("two"), [.messages]).messages == 2)
        try await connection.noop()
        let late = Task { try await connection.noop() }
        late.cancel()
        _ = await late.result
        #expect(server.complaints == [])
    }

    @Test func fetchingBacksOffForASlowReader() async throws {
        let body = String(repeating: "y", count: 100_000)
        var lines = ""
        for number in 1...100 { lines += "S: * \(number) FETCH (UID \(number) BODY[] {100000}\nS> \(body)\nS: )\n" }
        let server = try await ScriptedServer([
            script(
                "",
                "C: TAG SELECT *\nS: * 100 EXISTS\nS: TAG OK done\nC: TAG UID FETCH *\n\(lines)S: TAG OK done\nC: TAG NOOP\nS: TAG OK done\n-- silence"
            )
        ])
        let connection = try await open(server) {
            $0.readAhead = 300_000
            $0.silenceTimeout = .milliseconds(600)
        }
        try await connection.select(.inbox)
        let stream = connection.fetch(.uidsFrom(UID(1)), [.body(.whole)])
        var count = 0
        for try await message in stream {
            count += 1
            #expect(message.body(.whole)?.count == 100_000)
            // Longer than the limit on silence: being slow oneself is not the server's silence.
            if count == 10 { try await Task.sleep(for: .milliseconds(1300)) }
        }
        #expect(count == 100)
        for try await _ in connection.fetch(.uids([]), [.flags]) { Issue.record("nothing was asked for") }
        try await connection.noop()
    }

    @Test func stoppingEarlyKeepsTheConnection() async throws {
        var lines = ""
        for number in 1...200 { lines += "S: * \(number) FETCH (UID \(number) BODY[] {20000}\nS# 20000\nS: )\n" }
        let server = try await ScriptedServer([
            script("", "C: TAG UID FETCH *\n\(lines)S: TAG OK done\nC: TAG NOOP\nS: TAG OK done\n-- silence")
        ])
        let connection = try await open(server) { $0.readAhead = 50_000 }
        for try await message in connection.fetch(.uidsFrom(UID(1)), [.body(.whole)]) where message.uid == UID(3) { break }
        try await connection.noop()
        #expect(server.complaints == [])
    }

    @Test func pipelines() async throws {
        let server = try await ScriptedServer([
            script(
                "",
                "C: TAG1 STATUS \"a\" *\nC: TAG2 STATUS \"b\" *\nC: TAG3 STATUS \"c\" *\nS: * STATUS c (MESSAGES 3)\nS: TAG3 OK\nS: * STATUS b (MESSAGES 2)\nS: * STATUS a (MESSAGES 1)\nS: TAG2 OK\nS: TAG1 OK\n-- silence"
            )
        ])
        let connection = try await open(server)
        let found = try await withThrowingTaskGroup(of: (String, Int64?).self) { group in
            // One after the other, so that they are heard in the order written, none waiting for an answer.
            for (index, name) in ["a", "b", "c"].enumerated() {
                group.addTask { (name, try await connection.status(MailboxName(name), [.messages]).messages) }
                try await until { server.heard.first?.count == index + 2 }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(found == ["a": 1, "b": 2, "c": 3])
    }

    @Test func idlesAndRenews() async throws {
        let server = try await ScriptedServer([
            script(
                "IDLE",
                "C: TAG SELECT *\nS: * 1 EXISTS\nS: TAG OK done\n-- again\nC: TAG1 IDLE\nS: + idling\nS: * 2 EXISTS\nC: DONE\nS: TAG1 OK done\n-- loop"
            )
        ])
        let connection = try await open(server) { $0.idleRenewal = .milliseconds(30) }
        try await connection.select(.inbox)
        connection.startIdling()
        try await until { server.heard.first?.filter { $0 == "DONE" }.count ?? 0 >= 3 }
        var events = connection.events.makeAsyncIterator()
        #expect(await events.next() == .exists(2))
        #expect(server.complaints == [])
    }

    @Test func idleThatIsNotAnsweredEndsTheConnection() async throws {
        let server = try await ScriptedServer([script("IDLE", "C: TAG IDLE\nS: + idling\nC: DONE\n-- silence")])
        let connection = try await open(server) {
            $0.idleRenewal = .milliseconds(30)
            $0.silenceTimeout = .seconds(1)
        }
        connection.startIdling()
        var last: MailboxEvent?
        for await event in connection.events { last = event }
        guard case .closed(let failure) = last else { throw Failure(.failed, "ended with \(String(describing: last))") }
        #expect(failure.kind == .timeout)
    }

    @Test func waitsForLiterals() async throws {
        let plain = try await ScriptedServer([
            script(
                "UIDPLUS",
                "C: TAG APPEND \"INBOX\" (\\Seen $X) \"22-Nov-2026 10:00:00 +0000\" {5}\nS: + go\nC: hello\nS: TAG OK [APPENDUID 3 44] done\nC: TAG APPEND \"INBOX\" {5}\nS: TAG NO [OVERQUOTA] full\nC: TAG NOOP\nS: TAG OK done\n-- silence"
            )
        ])
        let connection = try await open(plain)
        let result = try await connection.append(
            Array("hello".utf8), to: .inbox, flags: [.seen, Flag("$X")], date: UTCDate.time("2026-11-22T10:00:00Z"))
        #expect(result == AppendResult(uidValidity: UIDValidity(3), uid: UID(44)))
        await #expect { try await connection.append(Array("hello".utf8), to: .inbox) } throws: { ($0 as? Failure)?.kind == .tooLarge }
        try await connection.noop()
        #expect(plain.complaints == [])
        let short = try await ScriptedServer([script("LITERAL+", "C: TAG APPEND*\n-- silence")])
        let second = try await open(short)
        await #expect { try await second.append(size: 10, to: .inbox) { nil } } throws: { ($0 as? Failure)?.kind == .failed }
        #expect(!second.isOpen)
    }

    @Test func eventsNobodyReadsAreBounded() async throws {
        let flood = (1...6000).map { "S: * \($0) EXISTS" }.joined(separator: "\n")
        let server = try await ScriptedServer([
            script(
                "",
                "C: TAG SELECT *\nS: * 0 EXISTS\nS: TAG OK done\nC: TAG NOOP\n\(flood)\nS: TAG OK done\nC: TAG NOOP\nS: * 6001 EXISTS\nS: TAG OK done\n-- silence"
            )
        ])
        let connection = try await open(server)
        try await connection.select(.inbox)
        try await connection.noop()
        var events = connection.events.makeAsyncIterator()
        for expected in 1...4096 { #expect(await events.next() == .exists(Int64(expected))) }
        try await connection.noop()
        #expect(await events.next() == .missed)
        #expect(await events.next() == .exists(6001))
    }

    @Test func attack43ExpungeDuringFetchAndNonsense() async throws {
        let server = try await ScriptedServer([
            script(
                "",
                "C: TAG SELECT *\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 1] x\nS: TAG OK done\nC: TAG UID FETCH *\nS: * 1 FETCH (UID 5 FLAGS ())\nS: * 2 FETCH (UID 6 FLAGS ())\nS: * 1 EXPUNGE\nS: * 9 EXPUNGE\nS: * 1 FETCH (FLAGS (\\Seen))\nS: * 2 FETCH (UID 8 FLAGS ())\nS: * OK [UIDVALIDITY 2] x\nS: * OK [HIGHESTMODSEQ 1] x\nS: * 1 FETCH (UID\nS: TAG OK done\nC: TAG NOOP\nS: a999 OK what\n-- silence"
            )
        ])
        let connection = try await open(server)
        try await connection.select(.inbox)
        let found = try await connection.fetch(.uids([UID(5), UID(6), UID(8)]), [.flags]).all()
        #expect(found.compactMap(\.uid) == [UID(5), UID(6), UID(8)])
        var events = connection.events.makeAsyncIterator()
        #expect(await events.next() == .expunged(SequenceNumber(1), UID(5)))
        #expect(await events.next() == .expunged(SequenceNumber(9), nil))
        await #expect { try await connection.noop() } throws: { ($0 as? Failure)?.kind == .unavailable }
    }

    /// Waits until something is so, for a few seconds at most.
    private func until(_ condition: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(10)
        while !condition() {
            guard ContinuousClock.now < end else { throw Failure(.timeout, "the condition did not come") }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
