import CPluginGuard
import Core
import Foundation

/// The file in which a dying server writes whose turn it was in.
struct CrashNote: Sendable {
    let file: URL

    /// Reads who crashed the server before this start, empties the note, and from now on has a crash written to it.
    /// The time is when the note was written.
    func open() throws(Failure) -> [(plugin: String, signal: Int64, at: Timestamp)] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        let at = Timestamp(seconds: (attributes?[.modificationDate] as? Date ?? Date()).timeIntervalSince1970)
        let descriptor = Foundation.open(file.path, O_CREAT | O_WRONLY | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(.failed, "\(file.path): errno \(errno)") }
        mf_guard_install(descriptor)
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, Manifest.isID(String(words[0])), let signal = Int64(words[1]) else { return nil }
            return (String(words[0]), signal, at)
        }
    }
}
