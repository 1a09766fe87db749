import ArgumentParser
import Core
import Foundation
import PluginCheck

/// `mailflow-check trace`.
struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything that passes between a plugin and its host.",
        discussion: "Asks what check asks, or what a recording holds, and prints a line for each turn, call, answer and log line.")

    @Argument(help: "The plugin's folder.")
    var path = "."

    @Option(help: "Write what was asked and answered to this file.")
    var record: String?

    @Option(help: "Ask what this recording holds, give the host's answers as they were, and say what the plugin does differently.")
    var replay: String?

    func run() throws {
        let subject = try Subject.built(path)
        do throws(Failure) {
            let recording = try replay.map { file throws(Failure) in try Recording(reading: file) }
            let result = Tracing(subject).run(recording) { say($0) }
            if let record { try result.recording.write(to: record) }
            if let recording {
                let differences = result.recording.differences(from: recording)
                for line in differences { say("different  \(line)") }
                say(differences.isEmpty ? "The same as the recording." : "\(differences.count) answers differ from the recording.")
                if !differences.isEmpty { throw Failure(.conflict, "the replay differs") }
            }
            if let halt = result.halt { throw Failure(.failed, halt, message: halt) }
        } catch {
            if error.kind != .conflict {
                throw halt(error.message.isEmpty ? error.detail : error.message)
            }
            throw ExitCode(1)
        }
    }
}
