import Core
import Foundation
import Plugins

extension Rule {
    /// Its pages.
    static let page = [
        Rule(
            "ui-files-exist", "Every page that \"ui\" opens is in web/, and a server hands it out.",
            advice:
                "Put the file into web/ beside plugin.json; HTML, JS, CSS, SVG, PNG, WEBP, WOFF2 and JSON of up to 5 MB are handed out.",
            needs: .manifest
        ) { bench throws(Halt) in
            let slots = bench.subject.usable?.ui ?? []
            let web = bench.subject.folder.appendingPathComponent("web")
            let served: Set<String> = ["html", "js", "mjs", "css", "svg", "png", "webp", "woff2", "json"]
            // A login.button may open a route instead of a page: the browser goes there.
            for slot in slots where !slot.open.isEmpty && (slot.slot != "login.button" || slot.open.hasSuffix(".html")) {
                let name = String(slot.open.prefix { $0 != "?" && $0 != "#" })
                guard FileManager.default.fileExists(atPath: web.appendingPathComponent(name).path) else {
                    throw .failed("\(slot.slot) opens \(name), which is not in web/")
                }
                guard name.lowercased().hasSuffix(".html") else { throw .failed("\(slot.slot) opens \(name), which is not a page of HTML") }
            }
            var doubts: [String] = []
            for (name, url) in files(web) {
                if !served.contains(url.pathExtension.lowercased()) { doubts.append("web/\(name) is of a kind that is not handed out") }
                let size = (try? url.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
                if size > 5 << 20 { throw .failed("web/\(name) is larger than 5 MB and will not be handed out") }
            }
            // What stands on a message may be drawn from what mail.open offers.
            let offers = bench.subject.usable?.hooks.contains("mail.open") ?? false
            if let bare = slots.first(where: { $0.open.isEmpty && !(offers && $0.slot.hasPrefix("message.")) }) {
                doubts.append("\(bare.slot) has no \"open\": its button does nothing")
            }
            return doubts.isEmpty ? .passed : .warned(doubts.joined(separator: "; "))
        },
        Rule(
            "ui-no-inline-script", "Its pages hold no script or style of their own and load nothing from elsewhere.",
            advice: "Move scripts and styles into files of web/: a frame's policy refuses them inside HTML, and everything from elsewhere.",
            needs: .manifest
        ) { bench throws(Halt) in
            for (name, url) in files(bench.subject.folder.appendingPathComponent("web"))
            where ["html", "htm", "svg"].contains(url.pathExtension.lowercased()) {
                let page = Page(Array((try? Data(contentsOf: url)) ?? Data()), isImage: url.pathExtension.lowercased() == "svg")
                if let first = page.refused.first {
                    throw .failed("web/\(name) has \(first)\(page.refused.count > 1 ? ", and \(page.refused.count - 1) more like it" : "")")
                }
            }
            return .passed
        },
    ]

    private static func files(_ folder: URL) -> [(String, URL)] {
        let base = folder.resolvingSymlinksInPath().path
        guard
            let all = FileManager.default.enumerator(
                at: folder.resolvingSymlinksInPath(), includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
        else { return [] }
        return all.compactMap { $0 as? URL }.filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile ?? false }
            .map { (String($0.path.dropFirst(base.count + 1)), $0) }.sorted { $0.0 < $1.0 }
    }
}
