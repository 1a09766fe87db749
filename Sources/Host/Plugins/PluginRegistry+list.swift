public import Core

extension PluginRegistry {
    /// Every plugin, by id, as `GET /api/admin/plugins` answers: with what it said last of its health, and its numbers.
    public func list() -> JSON {
        [
            "list": .array(
                entries.keys.sorted().compactMap { id in
                    guard var one = plugin(id) else { return nil }
                    one["health"] = flow.healths[id]?.json ?? .null
                    one["stats"] = ledger(id).json
                    one["report"] = entries[id]?.reportJSON ?? .null
                    return one
                })
        ]
    }

    /// One plugin as the admin's page shows it; nil when nobody knows it.
    public func plugin(_ id: String) -> JSON? {
        guard let entry = entries[id] else { return nil }
        let manifest = try? entry.found?.manifest.get()
        let used = entry.record.used.merging(entry.session?.used ?? [:]) { max($0, $1) }
        let granted = entry.paragraph.grants ?? []
        let asked = manifest?.allGrants ?? []
        // Hosts an admin added stand with the others, so that they are seen and can be taken away.
        let added = granted.filter { grant in grant.isOneHost && !asked.contains { $0.covers(grant) || grant.covers($0) } }
        let grants = (asked + Grant.worstFirst(added)).map { grant -> JSON in
            let uses = manifest?.uses.filter { Grant.needed(for: $0).contains(grant) } ?? []
            return [
                "grant": .string(grant.description), "words": .string(grant.words),
                "why": Words.joined(uses.map(\.why)).json,
                "risk": .string(grant.risk), "needed": .bool(manifest?.grants.contains(grant) ?? false),
                "granted": .bool(granted.contains { $0.covers(grant) }), "added": .bool(added.contains(grant)),
                "lastUsedAt": used.filter { $0.key.covers(grant) || grant.covers($0.key) }.values.max().map { .string(UTCDate.text($0)) }
                    ?? .null,
            ]
        }
        return [
            "id": .string(id), "name": .string(manifest?.name ?? id), "version": .string(manifest?.version ?? ""),
            "publisher": .string(manifest?.publisher ?? ""), "description": manifest?.summary.json ?? "",
            "license": .string(manifest?.license ?? ""), "state": .string(entry.state.rawValue), "reason": .string(entry.reason),
            "enabled": .bool(entry.paragraph.enabled), "paused": .bool(entry.record.isPaused && !entry.paragraph.enabled),
            "bundled": .bool(entry.found?.bundled ?? false),
            "isolated": .bool(entry.running?.isolated ?? PluginRegistry.isIsolated(entry)),
            "pinned": .bool(entry.paragraph.sha256 != nil), "homepage": .string(manifest?.about.homepage ?? ""),
            "documentation": .string(manifest?.about.documentation ?? ""), "support": .string(manifest?.about.support ?? ""),
            "icon": .string(manifest?.about.icon ?? ""), "category": .string(manifest?.about.category ?? ""),
            "refused": .array(manifest.map(PluginRegistry.refused) ?? []),
            "grants": .array(grants), "ui": .array(manifest?.ui.map { PluginRegistry.json($0, $0.label.json) } ?? []),
            "changedBy": entry.record.changedBy.isEmpty ? .null : .string(entry.record.changedBy),
            "changedAt": entry.record.changedAt.map { .string(UTCDate.text($0)) } ?? .null,
        ]
    }

    /// What it cannot do without and this server does not offer.
    private static func refused(_ manifest: Manifest) -> [JSON] {
        manifest.uses.filter { !$0.optional && Catalogue.host($0.verb) == nil }.map { ["verb": .string($0.verb), "why": $0.why.json] }
    }

    /// What is on, as `GET /api/plugins` tells every user, in their language; `settings` are the fields of the user's own form.
    public func shell(language: String = "en") -> JSON {
        let on = entries.values.filter { $0.state == .on }.sorted { $0.id < $1.id }
        return [
            "list": .array(
                on.compactMap { entry in
                    guard let manifest = entry.running?.manifest else { return nil }
                    let form = manifest.settings.user.map { ($0.key, $0.json(in: language)) }
                    return [
                        "id": .string(entry.id), "name": .string(manifest.name),
                        "description": .string(manifest.summary.text(in: language)),
                        "documentation": .string(manifest.about.documentation),
                        "ui": .array(manifest.ui.map { PluginRegistry.json($0, .string($0.label.text(in: language))) }),
                        "settings": form.isEmpty ? .null : .object(Dictionary(form) { first, _ in first }),
                    ]
                })
        ]
    }

    /// The state of each plugin somebody has switched on, for `/health`.
    public func health() -> [String: PluginState] { entries.filter(\.value.paragraph.enabled).mapValues(\.state) }

    private static func json(_ slot: Manifest.Slot, _ label: JSON) -> JSON {
        ["slot": .string(slot.slot), "label": label, "icon": .string(slot.icon), "open": .string(slot.open)]
    }
}
