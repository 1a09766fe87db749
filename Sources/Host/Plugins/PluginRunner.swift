import CRunner
import Core
import Foundation

/// The program that runs isolated plugins, `mailflow-runner`, and how it is called.
public struct PluginRunner: Sendable, Equatable {
    /// Its absolute path.
    public var path: String

    /// A runner at a path.
    public init(path: String) { self.path = path }

    /// `mailflow-runner` beside the running executable, where `tools/plugins-install.sh` puts it.
    public static var besideExecutable: PluginRunner {
        PluginRunner(path: PluginFolder.besideExecutable.url.deletingLastPathComponent().appendingPathComponent("mailflow-runner").path)
    }

    /// Fails with `notFound` when it is not there.
    func check() throws(Failure) {
        guard access(path, X_OK) == 0 else {
            throw Failure(
                .notFound, "no \(path)", message: "It needs a process of its own, and mailflow-runner is missing beside the server.")
        }
    }

    /// What it is called with: who must be alive, the library, what may be read, how much it may take, and whether it may use the network.
    static func words(library: LibraryFile, net: Bool, limits: PluginLimits) -> [String] {
        let own = (library.path as NSString).deletingLastPathComponent
        // Where this process has its libraries, a plugin of the same language needs to find them, too.
        var buffer = [CChar](repeating: 0, count: 4096)
        mf_library_folders(&buffer, buffer.count)
        let folders =
            [own]
            + String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(separator: ":").map(String.init)
        return [
            "\(getpid())", library.pin == nil ? library.path : "/proc/self/fd/\(MF_RUNNER_LIBRARY)", folders.joined(separator: ":"),
            "\(limits.memory)", "\(limits.files)", net ? "1" : "0",
            "\(limits.logLines)",
        ]
    }

    /// All it gets of our environment: where shared libraries are.
    static var environment: [String] {
        ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ["LD_LIBRARY_PATH=\($0)"] } ?? []
    }
}
