import Foundation

extension LibraryFile {
    /// Why it must not be loaded inside the server, in a sentence: others than root and the server's own user could change it. Nil when they cannot.
    var danger: String? {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        for place in [real, (real as NSString).deletingLastPathComponent] {
            var facts = stat()
            guard stat(place, &facts) == 0 else { continue }
            let what = place == real ? "Its library" : "The folder of its library"
            if facts.st_mode & S_IWOTH != 0 { return LibraryFile.refusal("\(what) can be changed by everybody (chmod o-w \(place))") }
            if !LibraryFile.owners.contains(facts.st_uid) {
                return LibraryFile.refusal("\(what) belongs to user \(facts.st_uid), not to root or the server's user (chown)")
            }
        }
        return nil
    }

    private static func refusal(_ why: String) -> String {
        "\(why), so it does not run inside the server. Mend that, or say isolate = yes."
    }

    /// Root, whoever the server runs as, and whoever could replace the server itself.
    private static let owners: Set<uid_t> = {
        var owners: Set<uid_t> = [0, geteuid()]
        var facts = stat()
        if stat("/proc/self/exe", &facts) == 0 { owners.insert(facts.st_uid) }
        return owners
    }()
}
