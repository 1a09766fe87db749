import CCurlFace

/// An SRV record (RFC 2782).
public struct ServiceRecord: Sendable, Hashable {
    /// Lower is tried first.
    public let priority: Int
    /// Among equals, higher is tried first.
    public let weight: Int
    /// The port; 0 beside an empty target.
    public let port: Int
    /// Lower case, without the final dot; empty when the service is said not to exist.
    public let target: String

    /// A record of one's own.
    public init(priority: Int, weight: Int, port: Int, target: String) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target.lowercased().hasSuffix(".") ? String(target.lowercased().dropLast()) : target.lowercased()
    }

    /// The records of a name from the system's name server, best first; empty when there are none or no answer comes within 5 seconds.
    public static func look(_ name: String) async -> [ServiceRecord] {
        let found = try? await WaitingThreads.net.run(within: 5, "SRV \(name)") { ask(name) }
        return found ?? []
    }

    private final class Found { var records: [ServiceRecord] = [] }

    private static func ask(_ name: String) -> [ServiceRecord] {
        let found = Found()
        _ = mf_srv(name, Unmanaged.passUnretained(found).toOpaque()) { context, priority, weight, port, target in
            let record = ServiceRecord(priority: Int(priority), weight: Int(weight), port: Int(port), target: String(cString: target!))
            Unmanaged<Found>.fromOpaque(context!).takeUnretainedValue().records.append(record)
        }
        return found.records.sorted { ($0.priority, -$0.weight) < ($1.priority, -$1.weight) }
    }
}
