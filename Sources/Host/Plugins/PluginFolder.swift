import Core
public import Foundation
import HostCrypto

/// A folder with one folder for each plugin in it.
public struct PluginFolder: Sendable {
    /// Its absolute place.
    public var url: URL
    /// Whether what lies in it came with the server.
    public var bundled: Bool

    /// A folder of plugins.
    public init(_ url: URL, bundled: Bool) {
        self.url = url
        self.bundled = bundled
    }

    /// `plugins/` beside the running executable, where `tools/plugins-install.sh` puts what came with the server.
    public static var besideExecutable: PluginFolder {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments.first ?? "/"
        return PluginFolder(URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("plugins"), bundled: true)
    }

    /// Folders in it that hold a plugin.json and have a name that is no plugin's id, as sentences.
    var strangers: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().filter {
            !Manifest.isID($0) && FileManager.default.fileExists(atPath: url.appendingPathComponent("\($0)/plugin.json").path)
        }.map { "\(url.appendingPathComponent($0).path) is left out: a plugin's folder is named 1 to 40 of a-z, 0-9 and -." }
    }

    /// The plugins in it, by id. A folder that is not there is empty.
    func plugins() -> [String: FoundPlugin] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        var found: [String: FoundPlugin] = [:]
        for name in names where Manifest.isID(name) {
            let folder = url.appendingPathComponent(name)
            let file = folder.appendingPathComponent("plugin.json")
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            found[name] = FoundPlugin(folder: folder, bundled: bundled, manifest: FoundPlugin.manifest(file, id: name))
        }
        return found
    }
}

/// A plugin's folder and what its manifest says.
struct FoundPlugin: Sendable {
    let folder: URL
    let bundled: Bool
    /// The manifest, or why there is none.
    let manifest: Result<Manifest, Failure>

    static func manifest(_ file: URL, id: String) -> Result<Manifest, Failure> {
        do throws(Failure) {
            guard let data = try? Data(contentsOf: file) else { throw Manifest.broken("it cannot be read") }
            let manifest = try Manifest(parsing: Array(data))
            guard manifest.id == id else { throw Manifest.broken("it says it is \"\(manifest.id)\", but its folder is \"\(id)\"") }
            return .success(manifest)
        } catch { return .failure(error) }
    }
}

extension Digest {
    /// SHA-256 of bytes as 64 hex digits.
    static func hex(of bytes: some Collection<UInt8>) -> String {
        sha256(bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
