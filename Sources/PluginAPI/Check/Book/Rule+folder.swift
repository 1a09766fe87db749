import Core
import Foundation
import Plugins

extension Rule {
    /// What can be seen without running code: the manifest.
    static let folder = [
        Rule(
            "manifest-valid", "plugin.json can be read by a server of this version, and all of it is.",
            advice: "Mend plugin.json; docs/authors/manifest.md lists its members, docs/authors/verbs/icons.md the icons.", needs: .folder
        ) { bench throws(Halt) in
            let manifest: Manifest
            switch bench.subject.manifest {
            case .failure(let failure):
                throw .failed(([failure.message] + Strays(subject: bench.subject).members.map(Checkup.sentence)).joined(separator: " "))
            case .success(let value): manifest = value
            }
            let offered = Set(VerbList.host.map(\.verb))
            if let use = manifest.uses.first(where: { !$0.optional && !offered.contains($0.verb) }) {
                throw .failed("\"uses\" names \(use.verb), which this version of MailFlow does not offer")
            }
            var doubts: [String] = []
            if let use = manifest.uses.first(where: { $0.optional && !offered.contains($0.verb) }) {
                doubts.append("\"likes\" names \(use.verb), which this version of MailFlow does not offer")
            }
            let needy = Dictionary(grouping: manifest.uses.filter(VerbList.needsGrant), by: { $0.verb.prefix { $0 != "." } })
            if let silent = needy.values.first(where: { uses in uses.allSatisfy(\.why.isEmpty) })?.first {
                doubts.append("\(silent.verb) has no \"why\": an admin will be asked to grant it and should read a reason")
            }
            if bench.subject.folder.lastPathComponent != manifest.id {
                doubts.append(
                    "the folder is \(bench.subject.folder.lastPathComponent): a server wants it to have the plugin's id, \(manifest.id)")
            }
            if let closed = manifest.methods.sorted().first(where: { !VerbList.isOpen(method: $0) }) {
                doubts.append("mail.call/1 names \(closed), which is closed to plugins")
            }
            doubts += Strays(subject: bench.subject).all
            return doubts.isEmpty ? .passed : .warned(doubts.joined(separator: "; "))
        },
        Rule(
            "manifest-matches-find", "find() knows the verbs that \"answers\" lists, and no others.",
            advice: "Make find() and \"answers\" agree, and list every host verb you look for in \"uses\" or \"likes\"."
        ) { bench throws(Halt) in
            let stage = try bench.started()
            let listed = bench.subject.usable?.answers ?? []
            for verb in VerbList.plugin.map(\.verb) {
                let number = try stage.find(Array(verb.utf8))
                if listed.contains(verb), number == 0 { throw .failed("\"answers\" lists \(verb), but find() gives 0 for it") }
                if !listed.contains(verb), number != 0 { throw .failed("find() knows \(verb), but \"answers\" does not list it") }
            }
            let numbers = Set(stage.numbers.values)
            if numbers.count < stage.numbers.count { throw .failed("find() gives two verbs the same number") }
            try stage.drain()
            let known = bench.subject.offered(likes: true)
            let unlisted = stage.looked.subtracting(known).sorted()
            try stage.stop()
            return unlisted.isEmpty
                ? .passed
                : .warned("it looks for \(unlisted.joined(separator: ", ")), which neither \"uses\" nor \"likes\" lists: it is always 0")
        },
    ]
}
