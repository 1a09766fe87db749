import ArgumentParser

/// The one executable.
@main struct Mailflow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "mailflow", abstract: "Self-hosted unified webmail.")
}
