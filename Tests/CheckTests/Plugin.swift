import Core
import Foundation
import PluginCheck
import Testing

/// Folders with plugins in them, made for one test and gone after it.
final class Workshop {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let include = root.appendingPathComponent("Sources/PluginAPI/C/include")
    static let breaking = root.appendingPathComponent("Tests/CheckTests/Breaking")

    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("mailflow-check-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The manifest that fits base.h.
    static let manifest: [String: JSON] = [
        "id": "plugin", "name": "Plugin", "version": "1.0.0", "library": "libplugin.so",
        "uses": [["verb": "kv.get/1", "why": "Reads what it wrote."]], "likes": [["verb": "ui.push/1", "why": "Says so."]],
        "answers": ["route/1", "health/1"],
    ]

    /// A folder with the plugin of one file of Breaking/.
    func plugin(_ file: String = "good", _ change: [String: JSON] = [:], files: [String: String] = [:]) throws -> Subject {
        let home = folder.appendingPathComponent("plugin")
        try FileManager.default.createDirectory(at: home.appendingPathComponent("web"), withIntermediateDirectories: true)
        let manifest = Workshop.manifest.merging(change) { $1 }.filter { $0.value != .null }
        try write(JSON.object(manifest).text, "plugin.json")
        for (name, text) in files { try write(text, name) }
        let library = home.appendingPathComponent("libplugin.so")
        let built = try Workshop.run(
            "clang",
            [
                "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-Wno-unused-variable", "-fPIC", "-shared",
                "-fvisibility=hidden",
                "-pthread", "-I\(Workshop.include.path)", "-o", library.path, Workshop.breaking.appendingPathComponent("\(file).c").path,
            ])
        try #require(built.status == 0, "\(built.output)")
        return try Subject(home.path)
    }

    func write(_ text: String, _ name: String) throws {
        let url = folder.appendingPathComponent("plugin").appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    /// Runs a program and gives what it said.
    static func run(_ program: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]) throws -> (
        status: Int32, output: String
    ) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// A program of this package, as it was built for the tests.
    static func built(_ name: String) throws -> String {
        let places = [
            URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(), root.appendingPathComponent(".build/debug"),
        ]
        return try #require(places.map { $0.appendingPathComponent(name).path }.first { FileManager.default.fileExists(atPath: $0) })
    }
}
