import Core
import HostCrypto

/// StateChange objects (RFC 8620 7.1) and the name of a moment in them (RFC 8887 4.3.5.2).
enum PushState {
    /// An opaque name of these states: equal names, equal states.
    static func name(_ states: JMAPPort.States) -> String { String(Base64URL.text(Digest.sha256(json(states).bytes)).prefix(22)) }

    /// The members of `states` whose type is wanted; nil wants all.
    static func filter(_ states: JMAPPort.States, types: Set<String>?) -> JMAPPort.States {
        guard let types else { return states }
        return states.compactMapValues { changed in
            let kept = changed.filter { types.contains($0.key) }
            return kept.isEmpty ? nil : kept
        }
    }

    /// The StateChange object.
    static func change(_ states: JMAPPort.States, pushState: String? = nil) -> JSON {
        var change: JSON = ["@type": "StateChange", "changed": json(states)]
        if let pushState { change["pushState"] = .string(pushState) }
        return change
    }

    private static func json(_ states: JMAPPort.States) -> JSON {
        .object(states.mapValues { .object($0.mapValues { .string($0) }) })
    }
}
