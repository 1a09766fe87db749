import Core
import Foundation
public import HostCrypto
public import Store

/// The two databases that everything kept is tested on. PostgreSQL is a real cluster, started once by the tests.
public enum Engine: String, CaseIterable, Sendable, CustomStringConvertible {
    case sqlite, postgres
    /// Its name.
    public var description: String { rawValue }

    /// A place for a new, empty database.
    public func place() throws -> String {
        switch self {
        case .sqlite:
            let folder = URL(fileURLWithPath: Engine.scratch).appendingPathComponent(UUID().uuidString)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            return folder.appendingPathComponent("mailflow.db").path
        case .postgres: return try Cluster.shared.get().newDatabase()
        }
    }

    /// A store on a new database, with a clock that stands still.
    public func store() async throws -> Store {
        try await Store.open(try place(), secrets: Engine.box, clock: WallClock { Timestamp(milliseconds: 1_790_000_000_000) })
    }

    /// The key that every database of the tests is sealed with.
    public static let box = try! SecretBox(keys: [[UInt8](repeating: 7, count: 32)])

    /// A folder of this test run, removed at its end when a cluster ran in it.
    public static let scratch =
        (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()) + "/mailflow-store-tests-\(getpid())"
}
