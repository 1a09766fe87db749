import Core
import JMAP
import Plugins
import Sync
import Web

extension JMAPPort {
    /// JMAP over the wire. While somebody listens for changes, their accounts are watched more closely.
    static func dispatcher(_ dispatcher: Dispatcher, accounts: Accounts, messages: PluginMessages) -> JMAPPort {
        JMAPPort(
            session: { person async throws(Failure) in try await dispatcher.session(user: person.id, base: "") },
            call: { person, bytes async throws(Failure) in
                let answer = await dispatcher.call(user: person.id, bytes: bytes)
                return Answer(status: answer.status, bytes: answer.json.bytes)
            },
            upload: { person, account, type, pour in
                try await dispatcher.blobs.upload(user: person.id, account: account, type: type, pour: pour)
            },
            download: { person, account, blob async throws(Failure) in
                let found = try await dispatcher.blobs.open(user: person.id, account: account, blob: blob)
                return Blob(bytes: found.bytes, type: found.type, name: found.name)
            },
            states: { user async throws(Failure) in try await dispatcher.push.states(user: user) },
            changes: { user in
                await accounts.watching(user, true)
                let changes = dispatcher.push.changes(user: user)
                return AsyncStream { continuation in
                    let reader = Task {
                        for await states in changes { continuation.yield(states) }
                        continuation.finish()
                    }
                    continuation.onTermination = { _ in
                        reader.cancel()
                        Task { await accounts.watching(user, false) }
                    }
                }
            },
            messages: { messages.listen($0) })
    }
}
