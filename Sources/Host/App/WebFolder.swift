import Foundation

/// Where this program is.
enum Executable {
    /// The folder of the executable, behind any link.
    static let folder: String = {
        let file = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/"
        return (file as NSString).deletingLastPathComponent
    }()
}

/// Where the web app's files are.
enum WebFolder {
    /// `web/` beside the executable, `share/mailflow/web` for an installed one, `WebApp/dist` above it or here; nil when none is there.
    static func find() -> String? {
        var places: [String] = []
        var folder = Executable.folder
        places += [folder + "/web", folder + "/../share/mailflow/web"]
        for _ in 0..<5 where folder != "/" {
            places.append(folder + "/WebApp/dist")
            folder = (folder as NSString).deletingLastPathComponent
        }
        places.append(FileManager.default.currentDirectoryPath + "/WebApp/dist")
        return places.first { FileManager.default.fileExists(atPath: $0 + "/index.html") }
    }
}
