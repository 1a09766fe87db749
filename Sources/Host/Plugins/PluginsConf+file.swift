public import Core
public import Foundation

extension PluginsConf {
    /// Reads the file. A file that is not there is an empty one; one that cannot be read fails with `failed`.
    public static func read(_ file: URL) throws(Failure) -> PluginsConf {
        guard FileManager.default.fileExists(atPath: file.path) else { return PluginsConf(text: "") }
        do {
            let data = try Data(contentsOf: file)
            guard data.count <= 1 << 20 else {
                throw Failure(.tooLarge, "plugins.conf is larger than 1 MiB", message: "plugins.conf is too large.")
            }
            return PluginsConf(bytes: Array(data))
        } catch let failure as Failure {
            throw failure
        } catch { throw Failure(.failed, "plugins.conf: \(error)", message: "plugins.conf cannot be read.") }
    }

    /// Reads, changes and writes the file in one step: afterwards it holds either the old text or the new one, never half of it.
    /// Whoever else changes it through this function, in this process or another, waits.
    @discardableResult
    public static func change(_ file: URL, _ body: (inout PluginsConf) -> Void) throws(Failure) -> PluginsConf {
        let lock = open(file.path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw Failure(
                .failed, "plugins.conf.lock: errno \(errno)", message: "plugins.conf cannot be changed: its folder is not writable.")
        }
        defer { close(lock) }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        let old = try read(file)
        var new = old
        body(&new)
        guard new != old else { return old }
        let target = URL(fileURLWithPath: file.path).resolvingSymlinksInPath()
        do {
            let mode = (try? FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]) ?? 0o644
            let fresh = URL(fileURLWithPath: target.path + ".new")
            try Data(new.bytes).write(to: fresh)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: fresh.path)
            guard rename(fresh.path, target.path) == 0 else { throw Failure(.failed, "plugins.conf: rename, errno \(errno)") }
            return new
        } catch { throw Failure(.failed, "plugins.conf: \(error)", message: "plugins.conf cannot be changed: it is not writable.") }
    }
}
