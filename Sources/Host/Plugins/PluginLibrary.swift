import CPluginABI
import CPluginGuard
import Core
import Foundation
import Synchronization

/// A shared library with a plugin in it, loaded for good: it is never unloaded.
struct PluginLibrary: @unchecked Sendable {
    /// What the library lends us. Lives as long as the library, which is for ever.
    let plugin: UnsafePointer<mf_plugin>

    /// What is loaded, by path, and the sealed copies that were. The loader gives the same build for a path ever after, whatever lies there now.
    private static let loaded = Mutex<(files: [String: LibraryFile?], copies: [String: Int32])>(([:], [:]))

    /// Whether this process has a library of this path that is another build.
    static func holdsOther(_ file: LibraryFile) -> Bool {
        loaded.withLock { loaded in
            guard let known = loaded.files[file.path] else { return false }
            return known.map { !$0.isBuild(file) } ?? true
        }
    }

    /// Where the loader finds a library: at its path, or, when it is pinned, at a copy that is kept for good.
    private static func place(_ file: LibraryFile) throws(Failure) -> String {
        guard let pin = file.pin else { return file.path }
        // One for each path: two plugins of the same bytes share no variables.
        let name = "\(pin) \(file.path)"
        if let copy = loaded.withLock({ $0.copies[name] }) { return "/proc/self/fd/\(copy)" }
        guard let copy = try file.sealed() else { return file.path }
        loaded.withLock { $0.copies[name] = copy }
        return "/proc/self/fd/\(copy)"
    }

    /// Loads a library by its absolute path and takes what it exports. Runs the library's own initialisers, so call it on a turn.
    init(file: LibraryFile, id: String, version: String) throws(Failure) {
        let path = file.path
        guard path.hasPrefix("/") else {
            throw Failure(.invalid, "dlopen of the relative path \(path)", message: "Its library has no absolute path.")
        }
        guard FileManager.default.fileExists(atPath: path) else { throw PluginLibrary.missing(path) }
        guard !PluginLibrary.holdsOther(file) else { throw PluginLibrary.replaced }
        guard let handle = dlopen(try PluginLibrary.place(file), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw PluginLibrary.notLoaded(dlerror().map { String(cString: $0) } ?? "no reason given")
        }
        // When it was replaced in this very moment nobody knows which build it is.
        PluginLibrary.loaded.withLock { $0.files[path] = .some(file.pin != nil || file.isThere ? file : nil) }
        guard let symbol = dlsym(handle, "mailflow_plugin_v\(MF_ABI_MAJOR)") else {
            throw PluginLibrary.foreign((0...9).filter { dlsym(handle, "mailflow_plugin_v\($0)") != nil }, id: id, version: version)
        }
        mf_guard_library(id, symbol)
        let entry = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<mf_plugin>?).self)
        guard let plugin = entry() else { throw PluginLibrary.noTable }
        let needed =
            MemoryLayout<mf_plugin>.offset(of: \.stop).map { $0 + MemoryLayout<UnsafeRawPointer>.size } ?? MemoryLayout<mf_plugin>.size
        guard Int(plugin.pointee.size) >= needed else { throw PluginLibrary.shortTable(plugin.pointee.size) }
        let table = plugin.pointee
        guard table.start != nil, table.find != nil, table.handle != nil, table.cancel != nil, table.stop != nil else {
            throw PluginLibrary.hole
        }
        self.plugin = plugin
    }

    // MARK: - Why a library is of no use; the same words wherever it was to run

    static func missing(_ path: String) -> Failure {
        Failure(.notFound, "no \(path)", message: "Its library \((path as NSString).lastPathComponent) is missing.")
    }

    static func notLoaded(_ words: String) -> Failure {
        Failure(.failed, words, message: "Its library could not be loaded: \(line(words)).")
    }

    static let replaced = Failure(
        .conflict, "another build of its library is loaded", message: "Its library was replaced. Restart the server to run the new one.")

    static let noTable = Failure(.failed, "mailflow_plugin_v1() gave NULL", message: "It exports no plugin.")

    static func shortTable(_ size: UInt32) -> Failure {
        Failure(
            .unsupported, "its struct has \(size) of \(MemoryLayout<mf_plugin>.size) bytes",
            message: "It was built against a broken header: its table is too short.")
    }

    static let hole = Failure(.failed, "a function of its table is NULL", message: "Its table of functions has a hole.")

    static func refused(_ status: Int32) -> Failure {
        Failure(.failed, "start() answered \(status)", message: "It refused to start (status \(status)); its log says why.")
    }

    static func late(_ seconds: Double) -> Failure {
        Failure(
            .timeout, "start took \(seconds) s", message: "It did not finish starting within \(Int(seconds.rounded(.up))) seconds.")
    }

    static func foreign(_ majors: [Int], id: String, version: String) -> Failure {
        guard let other = majors.last else {
            return Failure(
                .unsupported, "no symbol mailflow_plugin_v\(MF_ABI_MAJOR)",
                message: "Its library is not a MailFlow plugin: it exports no mailflow_plugin_v\(MF_ABI_MAJOR).")
        }
        let advice =
            other > MF_ABI_MAJOR ? "Update MailFlow, or install an older \(id) than \(version)" : "Install a newer \(id) than \(version)"
        return Failure(.unsupported, "ABI \(majors)", message: "\(id) speaks ABI \(other); this server speaks \(MF_ABI_MAJOR). \(advice).")
    }

    /// One printable line of at most 300 characters.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }).prefix(300))
    }
}
