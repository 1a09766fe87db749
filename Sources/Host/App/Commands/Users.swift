import ArgumentParser
import Core
import Foundation
import HostCrypto
import Logging
import Store
import Web

/// `mailflow users`.
struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "List and add people, and reset passwords.",
        subcommands: [List.self, Add.self, ResetPassword.self, Link.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List everybody who may sign in.")
        @OptionGroup var place: Place

        func run() async throws {
            try await say {
                let store = try await Users.open(place)
                let users = try await store.read { db throws(Failure) in try UserTable.all(db) }
                if users.isEmpty { print("Nobody has registered yet.") }
                for user in users {
                    print("\(user.id)  \(user.username)\(user.isAdmin ? "  (admin)" : "")  since \(UTCDate.text(user.createdAt))")
                }
                await store.close()
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Add a person.", discussion: "The password is asked for, or read from standard input.")
        @OptionGroup var place: Place
        @Argument(help: "The user name.") var username: String
        @Flag(name: .long, help: "May change what holds for everybody. The first person always may.") var admin = false

        func run() async throws {
            try await say {
                let name: String
                do throws(Problem) { name = try Username.checked(username) } catch {
                    throw Failure(.invalid, error.detail, message: error.detail)
                }
                let hash = PasswordHash.hash(try Users.askPassword("Password for \(name)"))
                let store = try await Users.open(place)
                let admin = admin
                let (id, isFirst) = try await store.write { transaction throws(Failure) in
                    let isFirst = try UserTable.all(transaction.sql).isEmpty
                    return (try UserTable.add(transaction, username: name, passwordHash: hash, isAdmin: admin || isFirst), isFirst)
                }
                print("Added \(name) (\(id))\(isFirst ? " as an admin, because nobody else is there yet" : admin ? " as an admin" : "").")
                await store.close()
            }
        }
    }

    struct ResetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-password", abstract: "Set another password for a person and end their sessions.",
            discussion: "The password is asked for, or read from standard input.")
        @OptionGroup var place: Place
        @Argument(help: "The user name.") var username: String

        func run() async throws {
            try await say {
                let name: String
                do throws(Problem) { name = try Username.checked(username) } catch {
                    throw Failure(.invalid, error.detail, message: error.detail)
                }
                let store = try await Users.open(place)
                guard let user = try await store.read({ db throws(Failure) in try UserTable.find(db, username: name) }) else {
                    throw Failure(.notFound, name, message: "There is nobody called \(name).")
                }
                let hash = PasswordHash.hash(try Users.askPassword("New password for \(name)"))
                try await store.write { transaction throws(Failure) in
                    try UserTable.setPassword(transaction, user.id, hash: hash, keepSession: nil)
                }
                print("\(name) has a new password. Every session of theirs has ended.")
                await store.close()
            }
        }
    }

    /// The database, opened for a command.
    static func open(_ place: Place) async throws(Failure) -> Store {
        let config = try place.read()
        let folder = try DataFolder(config.dataFolder)
        let store = try await Store.open(
            config.databaseURL ?? folder.database, secrets: try SecretBox(keys: [try folder.encryptionKey(config.encryptionKey)]))
        try await KeyCheck.run(store)
        return store
    }

    /// A password from the terminal, asked without echo, or from standard input.
    static func askPassword(_ prompt: String) throws(Failure) -> String {
        let text: String
        if isatty(STDIN_FILENO) == 1 {
            guard let typed = getpass(prompt + ": ") else { throw Failure(.cancelled, "no password", message: "No password was given.") }
            text = String(cString: typed)
        } else {
            text = readLine() ?? ""
        }
        do throws(Problem) { try Username.check(password: text) } catch { throw Failure(.invalid, error.detail, message: error.detail) }
        return text
    }
}
