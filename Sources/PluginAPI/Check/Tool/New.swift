import ArgumentParser
import Foundation

/// `mailflow-check new`.
struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder with a plugin that builds and passes.",
        discussion: "Everything it needs is copied into it: nothing outside the folder is referred to but the compiler and this tool.")

    /// The languages there is a beginning for.
    enum Language: String, ExpressibleByArgument, CaseIterable { case c, swift, rust, go }

    @Argument(help: "c, swift, rust or go.")
    var language: Language

    @Argument(help: "The plugin's id: a-z, 0-9 and -. The folder is called so, and must not be there yet.")
    var id: String

    @Option(help: "The folder to make it in.")
    var into = "."

    func validate() throws {
        guard (1...40).contains(id.utf8.count), id.wholeMatch(of: /[a-z0-9-]+/) != nil, id.first != "-" else {
            throw ValidationError("A plugin's id is 1 to 40 of a-z, 0-9 and -, such as hello-world.")
        }
    }

    func run() throws {
        let kit = try Kit.find()
        let target = URL(fileURLWithPath: into).appendingPathComponent(id)
        guard !FileManager.default.fileExists(atPath: target.path) else { throw ValidationError("\(target.path) is there already.") }
        do { try kit.make(language, id: id, at: target) } catch {
            throw halt("\(target.path) cannot be written: \(error.localizedDescription)")
        }
        say("Made \(target.path). Now: cd \(id) && make && make check")
    }
}
