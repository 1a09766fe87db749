import Core
import Foundation
import HostCrypto
import Store

/// The folder that holds everything a server must not lose:
/// `mailflow.db`, `secrets/` (only its owner may read), `cache/` and `scratch/` (may be deleted while the server is stopped), `plugins.conf`, `pid`.
struct DataFolder: Sendable {
    let path: String

    /// Makes what is missing. Fails with words when the folder cannot be made or written.
    init(_ path: String) throws(Failure) {
        self.path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        do {
            let manager = FileManager.default
            try manager.createDirectory(atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try manager.createDirectory(atPath: secrets, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: secrets)
            try manager.createDirectory(atPath: cache, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure(.failed, "data folder \(self.path): \(error)", message: "The data folder \(self.path) cannot be made or written.")
        }
        guard FileManager.default.isWritableFile(atPath: self.path) else {
            throw Failure(
                .failed, "data folder \(self.path) is read-only", message: "The data folder \(self.path) cannot be written by this user.")
        }
    }

    var database: String { path + "/mailflow.db" }
    var secrets: String { path + "/secrets" }
    var cache: String { path + "/cache" }
    /// Where large things are put down while they are worked on; nothing in it outlives the process.
    var scratch: ScratchFolder { ScratchFolder(URL(fileURLWithPath: path + "/scratch")) }
    var setupTokenFile: String { secrets + "/setup-token" }
    var pidFile: String { path + "/pid" }
    /// How each plugin is, while a server runs.
    var pluginStates: String { path + "/plugin-states" }
    /// Whether a server has ever used the folder at a path, so that there is something to command.
    static func isUsed(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path + "/secrets") }
    /// The file that says which plugins run. At the first start it is the one that came with the server, if one did.
    func pluginsConf(_ configured: String?) throws(Failure) -> String {
        if let configured {
            guard FileManager.default.fileExists(atPath: configured) else {
                throw Failure(
                    .invalid, configured,
                    message: "PLUGINS_CONF names \(configured), which is not there. Correct it, or make an empty file of that name.")
            }
            return configured
        }
        let file = path + "/plugins.conf"
        if !FileManager.default.fileExists(atPath: file), let given = try read(Executable.folder + "/plugins.conf") {
            try write(given, to: file)
        }
        return file
    }

    /// The key that seals secrets: the configured one, else the one in the folder, made at the first start.
    /// Fails when the file is damaged: a new key would make every saved password unreadable.
    func encryptionKey(_ configured: [UInt8]?) throws(Failure) -> [UInt8] {
        if let configured { return configured }
        let file = secrets + "/encryption-key"
        if let text = try read(file) {
            guard let key = Hex.bytes(text), key.count == 32 else {
                throw Failure(
                    .invalid, file, message: "\(file) does not hold 64 hexadecimal digits. Restore it from a backup, or set ENCRYPTION_KEY."
                )
            }
            return key
        }
        let key = SecureRandom.bytes(32)
        try write(Hex.text(key), to: file)
        return key
    }

    /// The secret behind sessions: the configured one, else the one in the folder, made at the first start.
    func sessionSecret(_ configured: [UInt8]?) throws(Failure) -> [UInt8] {
        if let configured { return configured }
        let file = secrets + "/session-secret"
        if let text = try read(file), text.utf8.count >= 32 { return Array(text.utf8) }
        let secret = SecureRandom.token()
        try write(secret, to: file)
        return Array(secret.utf8)
    }

    /// The text of a file without white space at its ends; nil when there is none.
    func read(_ file: String) throws(Failure) -> String? {
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        do { return try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines) } catch {
            throw Failure(.failed, "\(file): \(error)", message: "\(file) cannot be read.")
        }
    }

    /// Writes a file that only its owner may read; whoever reads it sees the old text or the new one.
    func write(_ text: String, to file: String) throws(Failure) {
        let new = file + ".new"
        unlink(new)
        let handle = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let bytes = Array((text + "\n").utf8)
        guard handle >= 0, Foundation.write(handle, bytes, bytes.count) == bytes.count, fsync(handle) == 0, close(handle) == 0,
            rename(new, file) == 0
        else { throw Failure(.failed, "\(file): \(String(cString: strerror(errno)))", message: "\(file) cannot be written.") }
    }
}
