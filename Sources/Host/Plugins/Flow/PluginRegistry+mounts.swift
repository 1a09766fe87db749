import Core

extension PluginRegistry {
    /// Why a plugin cannot be mounted, in a sentence: another one has the prefix. The one that runs keeps it; of two that start
    /// together the first by name gets it.
    func mountProblem(_ entry: PluginEntry, _ manifest: Manifest) -> String? {
        guard !manifest.mounts.isEmpty else { return nil }
        for other in entries.values.sorted(by: { $0.id < $1.id }) where other.id != entry.id && other.paragraph.enabled {
            let isFirst =
                other.session != nil || entry.session == nil && other.id < entry.id && ![.blocked, .missing].contains(other.state)
            guard isFirst, let theirs = other.running?.manifest ?? (try? other.found?.manifest.get()) else { continue }
            for mount in manifest.mounts {
                guard let taken = theirs.mounts.first(where: { MountPath.overlap($0, mount) }), other.has("mount:\(taken)") else {
                    continue
                }
                return "\(theirs.name) answers \(taken) already. Switch one of the two off."
            }
        }
        return nil
    }

    /// A prefix may have become free: whoever waited for it gets another chance.
    func settleBlocked(except id: String) async {
        for (other, entry) in entries where other != id && entry.state == .blocked && entry.paragraph.enabled { await settle(other) }
    }
}
