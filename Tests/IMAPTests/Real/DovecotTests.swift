import Core
import IMAP
import Testing

/// The command suite against a real server, with every extension and with none.
@Suite(.serialized) struct DovecotTests {
    enum Kind: String, CaseIterable, Sendable { case full, bare }

    private func server(_ kind: Kind) throws -> Dovecot { try (kind == .full ? Dovecot.full : Dovecot.bare).get() }

    private func message(_ subject: String, padding: Int = 0) -> [UInt8] {
        Array(
            "From: Anna <anna@example.test>\r\nTo: bo@example.test\r\nSubject: \(subject)\r\nMessage-ID: <\(subject)@example.test>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nHello \(subject)\r\n\(String(repeating: "x", count: padding))\r\n"
                .utf8)
    }

    @Test(arguments: Kind.allCases, ServerAddress.TLS.allCases) func signsIn(_ kind: Kind, _ tls: ServerAddress.TLS) async throws {
        let server = try server(kind)
        let connection = try await server.connect(server.person(), tls: tls)
        #expect(connection.isOpen)
        if kind == .full {
            #expect(connection.enabled.isSuperset(of: ["QRESYNC", "CONDSTORE"]))
            #expect(connection.serverIdentification["name"] == "Dovecot")
        } else {
            #expect(connection.enabled.isEmpty)
        }
        try await connection.noop()
        await connection.logout()
        #expect(!connection.isOpen)
    }

    @Test(arguments: Kind.allCases) func appendsFetchesAndFlags(_ kind: Kind) async throws {
        let server = try server(kind)
        let connection = try await server.connect(server.person())
        var uids: [UID] = []
        for number in 1...5 {
            let date = Timestamp(milliseconds: 1_790_000_000_000 + Int64(number) * 1000)
            let result = try await connection.append(
                message("m\(number)"), to: .inbox, flags: number == 1 ? [.seen, Flag("$Custom")] : [], date: date)
            if kind == .full { uids.append(try #require(result).uid) }
        }
        let inbox = try await connection.select(.inbox)
        #expect(inbox.exists == 5 && !inbox.isReadOnly && inbox.uidValidity != nil)
        let items: [FetchItem] = [
            .uid, .flags, .internalDate, .size, .envelope, .bodyStructure, .modSeq, .emailID, .gmailLabels, .body(.header),
            .body(.text.bytes(0..<5)),
        ]
        let found = try await connection.fetch(.sequence(SequenceSet(SequenceNumber(1)...SequenceNumber(5))), items).all()
        #expect(found.map(\.sequence) == (1...5).map { SequenceNumber($0) })
        if kind == .full { #expect(found.compactMap(\.uid) == uids) }
        uids = found.compactMap(\.uid)
        let first = try #require(found.first)
        #expect(first.flags.map(Set.init)?.isSuperset(of: [.seen, Flag("$Custom")]) == true)
        #expect(first.internalDate == Timestamp(milliseconds: 1_790_000_001_000))
        #expect(first.envelope?.subject == "m1")
        #expect(first.envelope?.from == [Address(name: "Anna", email: "anna@example.test")])
        #expect(first.envelope?.messageID == "<m1@example.test>")
        #expect(first.size == Int64(message("m1").count))
        #expect(first.bodyStructure?.leaves.map(\.part.mediaType) == ["text/plain"])
        #expect(first.body(.text.bytes(0..<5)) == Array("Hello".utf8))
        #expect(first.body(.header).map { String(decoding: $0, as: UTF8.self).contains("Subject: m1") } == true)
        #expect((first.modSeq != nil) == (kind == .full))

        let stored = try await connection.store(.uids(UIDSet(uids[1...2])), .add([.flagged]))
        #expect(stored.changed.count == 2 && stored.changed.allSatisfy { $0.flags?.contains(.flagged) == true })
        let flagged = try await connection.search(.flag(.flagged))
        #expect(flagged.uids == UIDSet(uids[1...2]) && flagged.count == 2 && flagged.min == uids[1] && flagged.max == uids[2])
        #expect(try await connection.search(.and([.not(.flag(.flagged)), .subject("m5")])).uids == UIDSet(uids[4]))
        #expect(try await connection.search(.subject("héllo")).uids.isEmpty)
        #expect(try await connection.search(.or(.notFlag(.seen), .header("Subject", contains: "m1"))).count == 5)
        try await connection.store(.uids(UIDSet(uids[1])), .remove([.flagged]))
        try await connection.store(.uids(UIDSet(uids[2])), .replace([.answered]))
        let flags = try await connection.fetch(.uidsFrom(uids[1]), [.flags]).all()
        #expect(flags.first { $0.uid == uids[1] }?.flags?.contains(.flagged) == false)
        #expect(flags.first { $0.uid == uids[2] }?.flags?.contains(.answered) == true)
        await connection.logout()
    }

    @Test(arguments: Kind.allCases) func copiesMovesAndExpunges(_ kind: Kind) async throws {
        let server = try server(kind)
        let connection = try await server.connect(server.person())
        let target = MailboxName("Étagère/Œuvres & co")
        try await connection.create(target)
        await #expect { try await connection.create(target) } throws: { ($0 as? Failure)?.kind == .conflict }
        for number in 1...4 { try await connection.append(message("c\(number)"), to: .inbox) }
        try await connection.select(.inbox)
        let uids = try await connection.search(.all).uids
        #expect(uids.count == 4)
        let all = Array(uids)
        let copied = try await connection.copy(.uids([all[0]]), to: target)
        if kind == .full { #expect(copied?.uids.keys.first == all[0]) }
        await #expect { try await connection.copy(.uids([all[0]]), to: MailboxName("missing")) } throws: {
            ($0 as? Failure)?.kind == .notFound
        }
        if kind == .full {
            let moved = try #require(try await connection.move(.uids([all[1], all[2]]), to: target))
            #expect(Set(moved.uids.keys) == [all[1], all[2]])
            #expect(try await connection.search(.all).uids == [all[0], all[3]])
            try await connection.store(.uids([all[0], all[3]]), .add([.deleted]))
            try await connection.expunge([all[0]])
            #expect(try await connection.search(.all).uids == [all[3]])
        } else {
            await #expect { try await connection.move(.uids([all[1]]), to: target) } throws: { ($0 as? Failure)?.kind == .unsupported }
            await #expect { try await connection.expunge([all[1]]) } throws: { ($0 as? Failure)?.kind == .unsupported }
            try await connection.store(.uids([all[0]]), .add([.deleted]))
        }
        try await connection.expunge()
        #expect(try await connection.status(target, [.messages, .uidNext, .uidValidity]).messages == (kind == .full ? 3 : 1))
        try await connection.rename(target, to: MailboxName("Étagère/日本"))
        #expect(
            try await connection.list().contains {
                $0.name.text == "Étagère/日本" && $0.name.path(delimiter: $0.delimiter) == ["Étagère", "日本"]
            })
        try await connection.delete(MailboxName("Étagère/日本"))
        await #expect { try await connection.select(MailboxName("Étagère/日本")) } throws: { ($0 as? Failure)?.kind == .notFound }
        #expect(connection.isOpen && connection.selected == nil)
        await connection.logout()
    }

    @Test func listsWithRolesAndCounters() async throws {
        let server = try server(.full)
        let connection = try await server.connect(server.person())
        try await connection.append(message("l1"), to: .inbox)
        try await connection.create(MailboxName("Projekte"))
        try await connection.subscribe(MailboxName("Projekte"))
        let listed = try await connection.list(status: MailboxStatus.Item.allCases)
        let inbox = try #require(listed.first { $0.name == .inbox })
        #expect(inbox.status?.messages == 1 && inbox.status?.unseen == 1 && inbox.status?.highestModSeq != nil && inbox.delimiter == "/")
        #expect(listed.first { $0.name.text == "Projekte" }?.isSubscribed == true)
        let roles = MailboxRoles.resolve(listed, namespaces: try await connection.namespaces())
        #expect(roles[.sent]?.text == "Sent" && roles[.trash]?.text == "Trash" && roles[.inbox] == .inbox && roles[.junk]?.text == "Junk")
        try await connection.unsubscribe(MailboxName("Projekte"))
        await connection.logout()
    }

    @Test func resynchronises() async throws {
        let server = try server(.full)
        let person = server.person()
        let one = try await server.connect(person)
        let two = try await server.connect(person)
        for number in 1...6 { try await one.append(message("r\(number)"), to: .inbox) }
        let seen = try await one.select(.inbox)
        let uids = Array(try await one.search(.all).uids)
        let point = ResyncPoint(
            uidValidity: try #require(seen.uidValidity), modSeq: try #require(seen.highestModSeq), knownUIDs: UIDSet(uids))
        try await one.unselect()
        try await two.select(.inbox)
        try await two.store(.uids([uids[0], uids[1]]), .add([.deleted]))
        try await two.expunge([uids[0], uids[1]])
        try await two.store(.uids([uids[4]]), .add([.seen]))
        let again = try await one.select(.inbox, since: point)
        #expect(again.exists == 4)
        #expect(again.vanished == [uids[0], uids[1]])
        #expect(again.changed.compactMap(\.uid) == [uids[4]] && again.changed[0].flags?.contains(.seen) == true)
        let stream = one.fetch(.uidsFrom(UID(1)), [.flags], changedSince: point.modSeq, vanished: true)
        #expect(try await stream.all().compactMap(\.uid) == [uids[4]])
        #expect(stream.vanished == [uids[0], uids[1]])
        let conflict = try await one.store(.uids([uids[4], uids[5]]), .add([.flagged]), unchangedSince: point.modSeq)
        #expect(conflict.modified == [uids[4]] && conflict.changed.contains { $0.uid == uids[5] })
        await one.logout()
        await two.logout()
    }

    @Test(arguments: Kind.allCases) func hearsOfChangesWhileIdle(_ kind: Kind) async throws {
        let server = try server(kind)
        let person = server.person()
        let watcher = try await server.connect(person) { $0.pollInterval = .milliseconds(50) }
        let writer = try await server.connect(person)
        try await watcher.append(message("i0"), to: .inbox)
        try await watcher.select(.inbox)
        watcher.startIdling()
        var events = watcher.events.makeAsyncIterator()
        try await writer.append(message("i1"), to: .inbox)
        #expect(await next(&events) { if case .exists(2) = $0 { true } else { false } })
        let uids = Array(try await watcher.search(.all).uids)
        _ = try await watcher.fetch(.uids(UIDSet(uids)), [.flags]).all()
        try await writer.select(.inbox)
        try await writer.store(.uids([uids[0]]), .add([.flagged]))
        #expect(await next(&events) { if case .changed(let message) = $0 { message.flags?.contains(.flagged) == true } else { false } })
        try await writer.store(.uids([uids[0]]), .add([.deleted]))
        try await writer.expunge()
        #expect(
            await next(&events) {
                switch $0 {
                case .vanished(let gone): gone == [uids[0]]
                case .expunged(let sequence, let uid): sequence == SequenceNumber(1) && uid == uids[0]
                default: false
                }
            })
        #expect(watcher.selected?.exists == 1)
        watcher.stopIdling()
        try await watcher.noop()
        await watcher.logout()
        await writer.logout()
    }

    private func next(_ events: inout AsyncStream<MailboxEvent>.Iterator, _ matches: (MailboxEvent) -> Bool) async -> Bool {
        while let event = await events.next() {
            if matches(event) { return true }
            if case .closed(let failure) = event {
                Issue.record("closed: \(failure)")
                return false
            }
        }
        return false
    }

    @Test func compresses() async throws {
        let server = try server(.full)
        let connection = try await server.connect(server.person()) { $0.compression = .always }
        #expect(connection.capabilities.contains("COMPRESS=DEFLATE"))
        let large = message("big", padding: 500_000)
        try await connection.append(large, to: .inbox)
        try await connection.select(.inbox)
        let back = try await connection.fetch(.sequenceFrom(SequenceNumber(1)), [.uid, .body(.whole)]).all()
        #expect(back.first?.body(.whole) == large)
        await connection.logout()
    }

    @Test(arguments: Kind.allCases) func appendsInPieces(_ kind: Kind) async throws {
        let server = try server(kind)
        let connection = try await server.connect(server.person())
        let large = message("pieces", padding: 300_000)
        let pieces = Pieces(stride(from: 0, to: large.count, by: 7001).map { Array(large[$0..<min($0 + 7001, large.count)]) })
        try await connection.append(size: Int64(large.count), to: .inbox) { await pieces.next() }
        await #expect { try await connection.append(message("x"), to: MailboxName("nowhere")) } throws: {
            ($0 as? Failure)?.kind == .notFound
        }
        #expect(kind == .full || connection.isOpen)
        let again = connection.isOpen ? connection : try await server.connect(server.person())
        if connection.isOpen {
            try await again.select(.inbox)
            #expect(try await again.fetch(.sequenceFrom(SequenceNumber(1)), [.body(.whole)]).all().first?.body(.whole) == large)
        }
        await again.logout()
    }

    @Test func saysWhatIsWrong() async throws {
        let server = try server(.full)
        let wrong = Credential.password(username: "user1@example.test", password: "no")
        var options = ConnectionOptions()
        options.extraTrustRoots = [server.certificate]
        options.connectTimeout = .seconds(2)
        let right = server.person()
        let policy = ConnectionPolicy.lenient
        func code(
            _ address: ServerAddress, _ credential: Credential, _ policy: ConnectionPolicy = policy, _ options: ConnectionOptions = options
        ) async -> ConnectionCheck.Code {
            await IMAPConnection.test(address, credential, policy: policy, options: options).code
        }
        #expect(await code(server.address(.implicit), right) == .ok)
        #expect(await code(server.address(.starttls), right) == .ok)
        #expect(await code(server.address(.implicit), wrong) == .wrongPassword)
        #expect(await code(server.address(.implicit), right, policy, ConnectionOptions()) == .certificate)
        #expect(await code(server.address(.starttls), right, policy, ConnectionOptions()) == .certificate)
        #expect(
            await code(
                ServerAddress(host: "localhost", port: server.port + 1, tls: .implicit, skipVerify: true), right, policy,
                ConnectionOptions()) == .ok)
        let wrongMode = await IMAPConnection.test(
            ServerAddress(host: "localhost", port: server.port, tls: .implicit), right, policy: policy, options: options)
        #expect(wrongMode.code == .notThisProtocol, "\(wrongMode)")
        #expect(await code(ServerAddress(host: "localhost", port: server.port + 1, tls: .none), right) == .timeout)
        #expect(await code(ServerAddress(host: "localhost", port: server.port + 2, tls: .none), right) == .notThisProtocol)
        #expect(await code(ServerAddress(host: "localhost", port: server.port + 9, tls: .implicit), right) == .refused)
        #expect(await code(ServerAddress(host: "nowhere.invalid", port: 993, tls: .implicit), right) == .nameNotFound)
        #expect(await code(server.address(.implicit), right, ConnectionPolicy()) == .policy)
        #expect(await code(ServerAddress(host: "127.0.0.1", port: 993, tls: .implicit), right, ConnectionPolicy()) == .policy)
        #expect(
            await code(ServerAddress(host: "localhost", port: 143, tls: .none), right, ConnectionPolicy(allowPrivateHosts: true)) == .policy
        )
        #expect(await code(server.address(.implicit), .bearer(username: "a", token: "b")) == .failed)
    }
}

/// Gives pieces one by one.
actor Pieces {
    private var left: [[UInt8]]
    init(_ pieces: [[UInt8]]) { left = pieces.reversed() }
    func next() -> [UInt8]? { left.popLast() }
}
