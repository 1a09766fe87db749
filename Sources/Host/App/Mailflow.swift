import ArgumentParser

/// The one executable.
@main struct Mailflow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mailflow", abstract: "Self-hosted unified webmail: one server for all your IMAP accounts.",
        discussion:
            "Settings come from the environment and from mailflow.conf in the data folder; docs/admins/configuration.md lists them.",
        version: Version.text,
        subcommands: [Serve.self, Users.self, PluginsCommand.self, Doctor.self, VersionCommand.self])
}

/// What this build is called.
enum Version {
    static let text = "0.1.0"
}

/// `mailflow version`.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() { print("mailflow \(Version.text)") }
}
