import Foundation
import HostCrypto

/// The web app's files, known by name at the start: a request never becomes a path.
public struct AssetFolder: Sendable {
    /// One file and its compressed twins.
    struct Asset: Sendable {
        let path: String
        let type: String
        let size: Int
        let tag: String
        /// Whether the name holds a hash of the content, so that the file never changes under this name.
        let immutable: Bool
        /// `br` and `gzip` twins, best first.
        var twins: [(coding: String, path: String, size: Int)]
    }

    private let assets: [String: Asset]

    /// Lists the files of a folder; nil when there is no `index.html` in it.
    public init?(_ folder: String) {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return nil }
        var assets: [String: Asset] = [:]
        var names: Set<String> = []
        for case let name as String in files { names.insert(name) }
        for name in names
        where !name.hasSuffix(".br") && !name.hasSuffix(".gz") && !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            guard let file = Self.file("\(folder)/\(name)") else { continue }
            let twins = [("br", ".br"), ("gzip", ".gz")].compactMap { coding, ending -> (String, String, Int)? in
                guard names.contains(name + ending), let twin = Self.file("\(folder)/\(name)\(ending)") else { return nil }
                return (coding, "\(folder)/\(name)\(ending)", twin.size)
            }
            let tag = Base64URL.text(Array(Digest.sha256(Array("\(name)|\(file.size)|\(file.changed)".utf8)).prefix(12)))
            assets[name] = Asset(
                path: "\(folder)/\(name)", type: Self.type(of: name), size: file.size, tag: tag, immutable: Self.holdsHash(name),
                twins: twins)
        }
        guard assets["index.html"] != nil else { return nil }
        self.assets = assets
    }

    /// The file at a request path; the app's page for a path of the app; nil for a missing file.
    func asset(at path: String) -> Asset? {
        let name = path.drop { $0 == "/" }
        if let asset = assets[String(name)] { return asset }
        // A path whose last part looks like a file was meant to be one: answering it with a page would hide that it is missing.
        return name.split(separator: "/").last?.contains(".") == true ? nil : assets["index.html"]
    }

    private static func file(_ path: String) -> (size: Int, changed: Double)? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? Int
        else { return nil }
        return (size, (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0)
    }

    /// `app-3FA9C2D1.js`: a dash or dot, then at least eight letters and digits before the ending.
    static func holdsHash(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        let parts = last.split(whereSeparator: { $0 == "." || $0 == "-" })
        guard parts.count >= 3 else { return false }
        let hash = parts[parts.count - 2]
        return hash.count >= 8 && hash.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && hash.contains { $0.isNumber || $0.isUppercase }
    }

    static func type(of name: String) -> String {
        switch name.split(separator: ".").last?.lowercased() {
        case "html": "text/html; charset=utf-8"
        case "js", "mjs": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "json", "map": "application/json"
        case "webmanifest": "application/manifest+json"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "webp": "image/webp"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "txt": "text/plain; charset=utf-8"
        default: "application/octet-stream"
        }
    }
}
