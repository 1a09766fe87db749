public import Core
import Foundation

/// A file of a plugin's `web/` folder.
public struct PluginFile: Sendable {
    /// Its absolute place, links resolved.
    public let path: String
    /// Its size in bytes.
    public let size: Int
    /// When it changed, in seconds since 1970.
    public let changed: Double
    /// Its media type.
    public let type: String
}

extension PluginRegistry {
    /// The most bytes of one file.
    static let fileLimit = 5 << 20

    /// A file of a plugin that is on. Fails with `notFound` for whatever is not a plain file of a known kind within the folder.
    public func webFile(_ id: String, _ name: String) throws(Failure) -> PluginFile {
        guard let entry = entries[id], entry.state == .on, let folder = entry.found?.folder else {
            throw Failure(.notFound, "no plugin \(id.prefix(60)) that is on")
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.count <= 8, name.utf8.count <= 400,
            parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && $0.utf8.allSatisfy { $0 > 32 && $0 != 127 && $0 != 92 } }),
            let type = PluginRegistry.fileTypes[String(name.split(separator: ".").last ?? "").lowercased()]
        else { throw Failure(.notFound, "not a file of a web folder") }
        let web = folder.appendingPathComponent("web").resolvingSymlinksInPath().path
        let file = URL(fileURLWithPath: web + "/" + name).resolvingSymlinksInPath().path
        guard file.hasPrefix(web + "/"), let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            attributes[.type] as? FileAttributeType == .typeRegular, let size = (attributes[.size] as? NSNumber)?.intValue
        else { throw Failure(.notFound, "no file \(name) in the web folder of \(id)") }
        guard size <= PluginRegistry.fileLimit else {
            throw Failure(.tooLarge, "\(name) of \(id) has \(size) bytes", message: "This file is larger than 5 MB.")
        }
        return PluginFile(
            path: file, size: size, changed: (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0, type: type)
    }

    private static let fileTypes: [String: String] = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "mjs": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp", "woff2": "font/woff2",
        "json": "application/json",
    ]
}
