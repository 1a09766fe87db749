import Core
import Foundation
import Testing

@testable import Plugins

@Suite struct RestartsTests {
    private func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 1_000_000 + seconds) }

    @Test func fiveCrashesInTenMinutesAreEnough() {
        var restarts = Restarts()
        let verdicts = [0.0, 2, 5, 10, 20].map { restarts.crashed(at: at($0)) }
        #expect(verdicts == [.again(after: 1), .again(after: 2), .again(after: 4), .again(after: 8), .halt])
        #expect(restarts.count == 4)
        restarts.forgive()
        #expect(restarts.crashed(at: at(30)) == .again(after: 1))
    }

    @Test func thePauseGrowsToAMinuteAndNoFurther() {
        var restarts = Restarts()
        // Every three minutes: never five within ten, and never ten without.
        let pauses = (0..<9).map { restarts.crashed(at: at(Double($0) * 180)) }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .again(after: $0) })
    }

    @Test func tenQuietMinutesForget() {
        var restarts = Restarts()
        for second in [0.0, 1, 2, 3] { _ = restarts.crashed(at: at(second)) }
        #expect(restarts.crashed(at: at(604)) == .again(after: 1))
    }
}

@Suite struct FrameTests {
    private func read(_ bytes: [UInt8], step: Int) throws -> [Frame] {
        var reader = FrameReader()
        var frames: [Frame] = []
        var at = 0
        while at < bytes.count {
            let end = min(bytes.count, at + step)
            try bytes[at..<end].withUnsafeBytes { part in try reader.feed(part) { frames.append($0) } }
            at = end
        }
        return frames
    }

    @Test(arguments: [1, 7, 24, 1000, 1 << 20]) func framesComeWholeHoweverTheyAreCut(_ step: Int) throws {
        let frames = [
            Frame(kind: .hello, verb: 1, arguments: [[]]), Frame(kind: .turnDone),
            Frame(kind: .call, verb: 3, status: -2, token: 1, arguments: [Array("a".utf8), [], [UInt8](repeating: 9, count: 3000)]),
            Frame(kind: .reply, status: 1, token: .max, arguments: [[0, 255]]), Frame(kind: .log, status: 2, arguments: [Array("hm".utf8)]),
        ]
        #expect(try read(frames.flatMap(\.bytes), step: step) == frames)
    }

    @Test(
        arguments: [
            ("a kind there is not", Frame(kind: .turnDone).bytes.enumerated().map { $0 == 4 ? 99 : $1 }),
            ("a frame of the server", Frame(kind: .handle, token: 1).bytes),
            ("a length past every limit", [255, 255, 255, 255] + Frame(kind: .reply).bytes.dropFirst(4)),
            ("a turn with something in it", Frame(kind: .turnDone, arguments: [[1]]).bytes),
            ("an argument longer than the frame", Frame(kind: .log, arguments: [[1, 2, 3]]).bytes.enumerated().map { $0 == 24 ? 9 : $1 }),
            ("an argument shorter than the frame", Frame(kind: .log, arguments: [[1, 2, 3]]).bytes.enumerated().map { $0 == 24 ? 1 : $1 }),
            ("fewer bytes than a length needs", [2, 0, 0, 0, 22, 0, 1, 0] + [UInt8](repeating: 0, count: 18)),
            ("more arguments than anything has", [0, 0, 0, 0, 22, 0, 255, 0] + [UInt8](repeating: 0, count: 16)),
        ] as [(String, [UInt8])])
    func whatNoRunnerSays(_ what: String, _ bytes: [UInt8]) {
        #expect(throws: Failure.self, "\(what)") { try read(bytes, step: 5) }
    }

    @Test func anythingAtAllIsReadOrRefused() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            var bytes = Frame(kind: .call, verb: 1, token: 1, arguments: [[1, 2], [3]]).bytes
            for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator) }
            _ = try? read(bytes, step: 11)
        }
    }
}

@Suite struct TurnQueueTests {
    @Test func turnsEndInTheirOrder() {
        var queue = TurnQueue()
        #expect(queue.done() == nil && queue.age == 0)
        for size in 1...10_000 { queue.add(size) }
        #expect(queue.bytes == 10_000 * 10_001 / 2 && queue.age > 0)
        for _ in 1...10_000 { #expect((queue.done() ?? -1) >= 0) }
        #expect(queue.bytes == 0 && queue.done() == nil && queue.age == 0)
    }
}
