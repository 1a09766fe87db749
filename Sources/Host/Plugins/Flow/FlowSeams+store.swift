import Core
import Foundation
import HostCrypto
public import Store

extension FlowSeams {
    /// Events, jobs and data in the database.
    public static func store(_ store: Store) -> FlowSeams {
        @Sendable func hear() async throws(Failure) {
            store.ears.listen(try await store.read { sql throws(Failure) in try EventTable.listened(sql) })
        }
        return FlowSeams(
            listen: { plugin, events async throws(Failure) in
                try await store.write { tx throws(Failure) in try EventTable.listen(tx, plugin: plugin, events) }
                try await hear()
            },
            leave: { plugin async throws(Failure) in
                guard try await store.read({ sql throws(Failure) in try EventTable.listeners(sql) }).contains(plugin) else { return }
                try await store.write { tx throws(Failure) in try EventTable.leave(tx, plugin: plugin) }
                try await hear()
            },
            waiting: { plugin, limit async throws(Failure) in
                try await store.read { sql throws(Failure) in try EventTable.waiting(sql, plugin: plugin, limit: limit) ?? [] }
            },
            heard: { plugin, number async throws(Failure) in
                try await store.write(.process) { tx throws(Failure) in try EventTable.heard(tx, plugin: plugin, number: number) }
            },
            backlog: { plugin async throws(Failure) in
                try await store.read { sql throws(Failure) in try EventTable.backlog(sql, plugin: plugin) }
            },
            bell: { store.ears.bell() },
            tell: { event, plugin, facts async throws(Failure) in
                try await store.write { tx throws(Failure) in tx.tell(event, plugin: plugin, facts) }
            },
            jobs: { plugin async throws(Failure) in
                try await store.read { sql throws(Failure) in try PluginJobTable.all(sql, plugin: plugin) }
            },
            putJob: { plugin, job async throws(Failure) in
                try await store.write(.process) { tx throws(Failure) in try PluginJobTable.put(tx, plugin: plugin, job) }
            },
            size: { plugin async throws(Failure) in
                try await store.read { sql throws(Failure) in try PluginTable.size(sql, plugin: plugin) }
            },
            export: { plugin async throws(Failure) in try await export(store, plugin) },
            clear: { plugin async throws(Failure) in
                try await store.write { tx throws(Failure) in
                    try PluginTable.clear(tx, plugin: plugin)
                    try PluginSettingsTable.clear(tx, plugin: plugin)
                    try PluginJobTable.remove(tx, plugin: plugin)
                }
            },
            people: { plugin async throws(Failure) in
                try await store.read { sql throws(Failure) in
                    let keeping = try PluginTable.scopes(sql, plugin: plugin).compactMap(person).map(String.init)
                    let filled = try PluginSettingsTable.users(sql, plugin: plugin).map(\.description)
                    return Set(keeping + filled).count
                }
            },
            purge: { () async throws(Failure) in
                try await store.write(.process) { tx throws(Failure) in try EventTable.purge(tx) }
            })
    }

    /// The user in `user:ID` and `settings:user:ID`; nil for other scopes.
    private static func person(_ scope: String) -> Substring? {
        scope.range(of: "user:").map { scope[$0.upperBound...] }
    }

    private static func export(_ store: Store, _ plugin: String) async throws(Failure) -> JSON {
        let (values, notes) = try await store.read { sql throws(Failure) in
            (try PluginTable.values(sql, plugin: plugin), try PluginTable.notes(sql, plugin: plugin).map { ($0.email, $0.note) })
        }
        var list: [JSON] = []
        // Settings may hold secrets that were typed once and are never shown again.
        for value in values where !value.scope.hasPrefix("settings:") {
            let bytes = try store.secrets.open(value.sealed, for: "plugin \(plugin)")
            var item: JSON = ["scope": .string(value.scope), "key": .string(value.name)]
            if let text = String(validating: bytes, as: UTF8.self) {
                item["text"] = .string(text)
            } else {
                item["base64"] = .string(Data(bytes).base64EncodedString())
            }
            list.append(item)
        }
        return [
            "plugin": .string(plugin), "at": .string(UTCDate.text(store.clock.now())), "values": .array(list),
            "notes": .array(notes.map { ["email": .string("\($0.0)"), "note": $0.1] }),
        ]
    }
}
