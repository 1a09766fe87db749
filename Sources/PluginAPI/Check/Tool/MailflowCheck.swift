import ArgumentParser

/// The author's tool.
@main struct MailflowCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailflow-check", abstract: "Makes, checks, runs and watches MailFlow plugins.",
        discussion: "Begin with a plugin in thirty minutes: \(Kit.page("first-plugin.md"))",
        subcommands: [New.self, Check.self, Run.self, Trace.self, Fuzz.self])
}
