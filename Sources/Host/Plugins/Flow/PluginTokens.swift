public import Core
import Foundation

/// Access tokens that plugins fetch for mail accounts (`credential/1`): one question at a time for an account, and none while a token is good.
public actor PluginTokens {
    private struct Token {
        let text: String
        let until: Timestamp
    }

    private let registry: PluginRegistry
    private var tokens: [AccountID: Token] = [:]
    private var asking: [AccountID: Task<Result<Token, Failure>, Never>] = [:]

    /// Tokens from the plugins of a registry.
    public init(registry: PluginRegistry) { self.registry = registry }

    /// A token for an account. Fails with `unavailable` when the plugin is not on, and with `denied` when it says that its owner must
    /// sign in again.
    public func token(_ account: AccountID, plugin: String, facts: JSON) async throws(Failure) -> String {
        if let known = tokens[account], registry.seams.clock.now() < known.until { return known.text }
        if let under = asking[account] { return try await under.value.get().text }
        let task = Task { [registry] in
            do throws(Failure) {
                return Result<Token, Failure>.success(try await PluginTokens.ask(registry, plugin, facts))
            } catch { return .failure(error) }
        }
        asking[account] = task
        let result = await task.value
        asking[account] = nil
        let token = try result.get()
        tokens[account] = token
        return token.text
    }

    /// The server did not take the token: the next question goes to the plugin.
    public func refused(_ account: AccountID) { tokens[account] = nil }

    private static func ask(_ registry: PluginRegistry, _ plugin: String, _ facts: JSON) async throws(Failure) -> Token {
        guard let entry = await registry.entries[plugin], entry.has("accounts") else {
            throw Failure(
                .denied, "\(plugin) has no grant accounts", message: "The plugin that signs in to this account may not do so any more.")
        }
        let bytes: [UInt8]
        do throws(Failure) { bytes = try await registry.ask(plugin, "credential/1", [facts.bytes]).whole() } catch {
            guard error.message.isEmpty else { throw error }
            throw Failure(
                error.kind, error.detail,
                message: error.kind == .denied
                    ? "Sign in to this account again: its provider does not accept the saved sign-in any more."
                    : "The plugin that signs in to this account did not answer as it should. It is asked again soon.")
        }
        guard let json = try? JSON(parsing: bytes), let text = json["token"]?.string, !text.isEmpty, text.utf8.count <= 32_768,
            text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { throw Failure(.failed, "\(plugin) answered no token") }
        let now = registry.seams.clock.now()
        let expires = json["expires"]?.string.flatMap(UTCDate.time) ?? now.adding(seconds: 300)
        // A minute early, so that it does not end between here and the mail server; never kept longer than a day.
        return Token(text: text, until: min(expires.adding(seconds: -60), now.adding(seconds: 86_400)))
    }
}
