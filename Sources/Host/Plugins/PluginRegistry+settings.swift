public import Core

extension PluginRegistry {
    /// The settings of a plugin, its labels in a language; checked by the plugin itself while it is on and answers settings.check/1.
    /// Fails with `notFound` for a plugin nobody knows and with its manifest's failure.
    public func settings(of id: String, language: String = "en") throws(Failure) -> PluginSettings {
        guard let found = entries[id]?.found else {
            throw Failure(.notFound, "no plugin \(id.prefix(60))", message: "There is no such plugin.")
        }
        return settings(of: try found.manifest.get(), language: language)
    }

    func settings(of manifest: Manifest, language: String = "en") -> PluginSettings {
        let id = manifest.id
        let ask: PluginSettings.Ask = { [weak self] scope, values async throws(Failure) in
            guard let self else { throw Failure(.cancelled, "the registry is gone") }
            let answer = try await self.ask(id, "settings.check/1", [Array(scope.text.utf8), values.bytes])
            return try JSON(parsing: try await answer.whole())
        }
        let checks = entries[id]?.state == .on && manifest.answers.contains("settings.check/1")
        return PluginSettings(
            plugin: id, forms: manifest.settings, values: seams.values, language: language, ask: checks ? ask : nil,
            changed: { [weak self] scope in await self?.settingsChanged(id, scope) })
    }

    /// Finds out whether a plugin waits for settings.
    func learnSetup(_ id: String) async {
        guard let manifest = try? entries[id]?.found?.manifest.get() else { return }
        let setup: String?
        do { setup = try await settings(of: manifest).missing() } catch {
            setup = "Its settings cannot be read: \(error.message.isEmpty ? error.kind.words : error.message)"
        }
        entries[id]?.setup = setup
    }

    /// Values were kept: a plugin that waited for them starts.
    private func settingsChanged(_ id: String, _ scope: PluginSettings.Scope) async {
        await settingsChanged(id, scope: scope.text)
        if scope == .admin { await settle(id) }
    }
}
