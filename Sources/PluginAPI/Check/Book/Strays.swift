import Core
import Foundation
import Plugins

/// What stands in a `plugin.json` and does nothing: members that no server reads, and icons that nobody draws.
struct Strays {
    let subject: Subject

    /// A sentence for each.
    var all: [String] { members + icons }

    /// The members nobody reads, with what was probably meant.
    var members: [String] {
        var found = unread(in: subject.members, "", "\"%\"")
        for (place, value) in sorted(subject.members) where Manifest.members[place] != nil {
            if let entries = value.array ?? (place == "jobs" ? sorted(value).map(\.value) : nil) {
                for entry in entries { found += unread(in: entry, place, "\"%\" in an entry of \"\(place)\"") }
            } else {
                found += unread(in: value, place, "\"%\" in \"\(place)\"")
            }
        }
        for (part, form) in sorted(subject.members["settings"] ?? [:]) {
            for (key, field) in sorted(form) {
                for choice in field["choices"]?.array ?? [] {
                    found += unread(
                        in: choice, among: ["value", "label"], "\"%\" in the \"choices\" of \"settings\".\"\(part)\".\"\(key)\"")
                }
            }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The icons that are neither the app's nor a picture of the plugin's.
    private var icons: [String] {
        guard let manifest = subject.usable else { return [] }
        return ([manifest.about.icon] + manifest.ui.map(\.icon)).filter { !$0.isEmpty && !isDrawn($0) }.map { icon in
            let meant = Spelling.nearest(icon, Icons.all).map { ": did you mean \"\($0)\"?" } ?? ""
            return "the icon \"\(icon)\" is neither one of the app's nor a picture in web/\(meant)"
        }
    }

    private func isDrawn(_ icon: String) -> Bool {
        if Icons.all.contains(icon) { return true }
        guard icon.wholeMatch(of: /[A-Za-z0-9_\/-]+\.(svg|png|webp)/) != nil else { return false }
        return FileManager.default.fileExists(atPath: subject.folder.appendingPathComponent("web/\(icon)").path)
    }

    private func unread(in json: JSON, _ place: String, _ sentence: String) -> [String] {
        unread(in: json, among: Manifest.members[place] ?? [], sentence)
    }

    private func unread(in json: JSON, among known: [String], _ sentence: String) -> [String] {
        sorted(json).map(\.key).filter { !known.contains($0) && $0 != "$schema" }.map { name in
            let meant = Spelling.nearest(name, known).map { ": did you mean \"\($0)\"?" } ?? ""
            return "nobody reads \(sentence.replacing("%", with: name.prefix(40)))\(meant)"
        }
    }

    private func sorted(_ json: JSON) -> [(key: String, value: JSON)] { (json.object ?? [:]).sorted { $0.key < $1.key } }
}
