import Core
import Synchronization
import Testing

@testable import Plugins

/// Which answers of JMAP a plugin is given again without a look at the database.
@Suite struct StandingAnswersTests {
    /// A plugin's verbs over a JMAP that counts how often it is asked.
    private final class Desk: Sendable {
        let asked = Mutex(0)
        let generation = Mutex<UInt64?>(1)
        let during = Mutex<(@Sendable () -> Void)?>(nil)

        func verbs(_ grants: [String] = ["contacts.read"], _ answer: JSON = Desk.members) throws -> HostVerbs {
            let house = try House(jmap: { [self] _, _ async throws(Failure) in
                asked.withLock { $0 += 1 }
                during.withLock { $0 }?()
                return ["methodResponses": .array([answer])]
            })
            var seams = house.seams
            seams.generation = { [self] _ in generation.withLock { $0 } }
            let manifest = try Manifest(
                parsing: JSON.object([
                    "id": "probe", "name": "Probe", "version": "1", "library": "x.so", "answers": ["route/1"],
                    "uses": [["verb": "mail.call/1", "methods": ["ContactCard/members", "ContactCard/get"]]],
                ]).bytes)
            return HostVerbs(manifest: manifest, grants: grants.compactMap { Grant($0) }, seams: seams)
        }

        static let members: JSON = ["ContactCard/members", ["state": "7", "members": []], "0"]
    }

    private static let verb = Catalogue.host("mail.call/1")!

    private static func words(_ method: String = "ContactCard/members", user: String = "u1") -> [[UInt8]] {
        [Array(user.utf8), JSON.object(["methodCalls": [[.string(method), ["accountId": "all"], "0"]]]).bytes]
    }

    private func call(_ verbs: HostVerbs, _ words: [[UInt8]]) async throws -> [UInt8] {
        try await verbs.perform(Self.verb, words, piece: { _ in }, used: { _ in })
    }

    private func atOnce(_ verbs: HostVerbs, _ words: [[UInt8]]) throws -> [UInt8]? {
        try verbs.performAtOnce(Self.verb, words, used: { _ in })
    }

    @Test func theSameIsAnsweredAtOnceUntilSomethingChanges() async throws {
        let desk = Desk()
        let verbs = try desk.verbs()
        #expect(try atOnce(verbs, Self.words()) == nil)
        let first = try await call(verbs, Self.words())
        #expect(try atOnce(verbs, Self.words()) == first)
        #expect(desk.asked.withLock { $0 } == 1)
        #expect(try atOnce(verbs, Self.words(user: "u2")) == nil)
        desk.generation.withLock { $0 = 2 }
        #expect(try atOnce(verbs, Self.words()) == nil)
    }

    @Test func theGrantIsUsedEachTime() async throws {
        let desk = Desk()
        let verbs = try desk.verbs()
        _ = try await call(verbs, Self.words())
        var used: [Grant] = []
        _ = try verbs.performAtOnce(Self.verb, Self.words(), used: { used.append($0) })
        #expect(used == [.contactsRead])
    }

    @Test func anAnswerThatWasOvertakenIsNotKept() async throws {
        let desk = Desk()
        let verbs = try desk.verbs()
        desk.during.withLock { $0 = { desk.generation.withLock { $0 = 5 } } }
        _ = try await call(verbs, Self.words())
        #expect(try atOnce(verbs, Self.words()) == nil)
    }

    @Test func cardsErrorsAndLongAnswersAreNotKept() async throws {
        for (method, answer): (String, JSON) in [
            ("ContactCard/get", ["ContactCard/get", ["list": []], "0"]),
            ("ContactCard/members", ["error", ["type": "cannotCalculateChanges"], "0"]),
            ("ContactCard/members", ["ContactCard/members", ["state": .string(String(repeating: "x", count: 20_000))], "0"]),
        ] {
            let desk = Desk()
            let verbs = try desk.verbs(["contacts.read"], answer)
            _ = try await call(verbs, Self.words(method))
            #expect(try atOnce(verbs, Self.words(method)) == nil, "\(method)")
        }
    }

    @Test func whereNobodyCountsNothingIsKept() async throws {
        let desk = Desk()
        desk.generation.withLock { $0 = nil }
        let verbs = try desk.verbs()
        _ = try await call(verbs, Self.words())
        #expect(try atOnce(verbs, Self.words()) == nil)
    }
}
