import Core
import Foundation

/// The PostgreSQL cluster of this test run.
struct Cluster {
    let port: Int
    /// Its folder. It lies in none of ours: PostgreSQL runs as somebody else.
    private static let folder = Engine.scratch + "-pg"

    static let shared: Result<Cluster, any Error> = Result {
        let port = 30500 + Int(getpid() % 400)
        try script("start", port)
        atexit {
            try? Cluster.script("stop", 0)
            try? FileManager.default.removeItem(atPath: Cluster.folder)
            try? FileManager.default.removeItem(atPath: Engine.scratch)
        }
        return Cluster(port: port)
    }

    /// The URL of a new, empty database.
    func newDatabase() throws -> String {
        let name = "t" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        try Cluster.script("create", port, name)
        return "postgres://postgres@127.0.0.1:\(port)/\(name)"
    }

    private static func script(_ verb: String, _ port: Int, _ more: String...) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [tests.appendingPathComponent("Peers/postgres.sh").path, verb, folder, "\(port)"] + more
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(.failed, "postgres.sh \(verb) ended with \(process.terminationStatus)") }
    }
}
