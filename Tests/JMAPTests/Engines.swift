import Core
import Foundation
import HostCrypto
import Testing

@testable import Store

/// The two engines that JMAP is tested on. PostgreSQL is a real cluster, started once by the tests.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres
    var testDescription: String { rawValue }

    /// A store on a new database, with a clock that stands still.
    func store() async throws -> Store {
        try await Store.open(
            try place(), secrets: try SecretBox(keys: [[UInt8](repeating: 7, count: 32)]),
            clock: WallClock { Timestamp(milliseconds: 1_790_000_000_000) })
    }

    private func place() throws -> String {
        switch self {
        case .sqlite:
            let folder = URL(fileURLWithPath: Engine.scratch).appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder.appendingPathComponent("mailflow.db").path
        case .postgres:
            let base = try Cluster.shared.get()
            let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
            let admin = try PostgresConnection(url: base + "postgres")
            try admin.script("CREATE DATABASE \(name)")
            return base + name
        }
    }

    static let scratch =
        (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()) + "/mailflow-jmap-tests-\(getpid())"
}

/// The PostgreSQL cluster of this test run.
private enum Cluster {
    static let shared: Result<String, any Error> = Result {
        let port = 34000 + Int(getpid() % 400)
        try run("start", port)
        atexit {
            try? Cluster.run("stop", 0)
            try? FileManager.default.removeItem(atPath: Engine.scratch)
        }
        return "postgres://postgres@127.0.0.1:\(port)/"
    }

    private static func run(_ verb: String, _ port: Int) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [tests.appendingPathComponent("Peers/postgres.sh").path, verb, Engine.scratch + "/pg", "\(port)"]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(.failed, "postgres.sh \(verb) ended with \(process.terminationStatus)") }
    }
}
