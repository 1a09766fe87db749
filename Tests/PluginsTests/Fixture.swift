import Foundation
import Plugins
import Synchronization
import Testing

/// A shared library made from a C file of `Tests/Fixtures/plugins`, compiled once for each run of the tests.
enum Fixture {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let include = root.appendingPathComponent("Sources/PluginAPI/C/include")
    static let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-fixtures-\(getpid())")

    private static let made = Mutex<[String: URL]>([:])

    /// The library of a fixture.
    static func library(_ name: String) throws -> URL {
        try made.withLock { made in
            if let url = made[name] { return url }
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let url = folder.appendingPathComponent("\(name).so")
            let sources = ["Tests/Fixtures/plugins", "Tests/Misbehaving"].map { root.appendingPathComponent("\($0)/\(name).c") }
            let source = try #require(sources.first { FileManager.default.fileExists(atPath: $0.path) }, "no fixture \(name)")
            let result = try run(
                "clang",
                [
                    "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread", "-I\(include.path)",
                    "-I\(root.path)/Tests/Fixtures/plugins", "-o", url.path,
                    source.path,
                ])
            try #require(result.status == 0, "\(result.output)")
            made[name] = url
            return url
        }
    }

    /// `mailflow-runner`, built as the tools build it.
    static var runner: PluginRunner {
        get throws {
            try made.withLock { made in
                if let url = made["mailflow-runner"] { return PluginRunner(path: url.path) }
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                let url = folder.appendingPathComponent("mailflow-runner")
                let result = try run("sh", [root.appendingPathComponent("Sources/PluginAPI/Runner/build.sh").path, url.path])
                try #require(result.status == 0, "\(result.output)")
                made["mailflow-runner"] = url
                return PluginRunner(path: url.path)
            }
        }
    }

    /// The library of the Unsubscribe plugin, as SwiftPM built it.
    static var unsubscribe: URL {
        get throws {
            let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            let places = [beside, root.appendingPathComponent(".build/debug"), root.appendingPathComponent(".build/release")]
            return try #require(
                places.map { $0.appendingPathComponent("libUnsubscribe.so") }.first { FileManager.default.fileExists(atPath: $0.path) })
        }
    }

    /// Runs a program and gives what it said.
    static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
