import ArgumentParser
import Core
import Store
import Web

extension Users {
    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "link", abstract: "Let somebody sign in by a plugin as who they are elsewhere.",
            discussion: "ISSUER and SUBJECT are what the plugin says about them, such as the iss and sub of OpenID Connect.")
        @OptionGroup var place: Place
        @Argument(help: "The user name.") var username: String
        @Argument(help: "The plugin's id.") var plugin: String
        @Argument(help: "The issuer.") var issuer: String
        @Argument(help: "The subject.") var subject: String

        func run() async throws {
            try await say {
                let name: String
                do throws(Problem) { name = try Username.checked(username) } catch {
                    throw Failure(.invalid, error.detail, message: error.detail)
                }
                let (plugin, issuer, subject) = (plugin, issuer, subject)
                let store = try await Users.open(place)
                try await store.write { transaction throws(Failure) in
                    guard let user = try UserTable.find(transaction.sql, username: name) else {
                        throw Failure(.notFound, name, message: "There is nobody called \(name).")
                    }
                    try UserLinkTable.link(transaction, plugin: plugin, issuer: issuer, subject: subject, user: user.id)
                }
                print("\(name) may sign in by \(plugin) as \(subject) of \(issuer).")
                await store.close()
            }
        }
    }
}
