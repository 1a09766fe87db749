import Core

/// What the server remembers about a plugin between two starts.
struct PluginRecord: Equatable {
    /// Who switched it last; empty when nobody has.
    var changedBy = ""
    var changedAt: Timestamp?
    /// When a turn of it last brought the server down; nil once somebody has switched it since.
    var crashedAt: Timestamp?
    /// With which signal.
    var signal: Int64 = 0
    /// When each grant was used last.
    var used: [Grant: Timestamp] = [:]

    /// The record as it is kept.
    var json: JSON {
        .object([
            "changedBy": .string(changedBy), "changedAt": changedAt.map { .int($0.milliseconds) } ?? .null,
            "crashedAt": crashedAt.map { .int($0.milliseconds) } ?? .null, "signal": .int(signal),
            "used": .object(Dictionary(uniqueKeysWithValues: used.map { ($0.key.description, JSON.int($0.value.milliseconds)) })),
        ])
    }

    init() {}

    /// Reads a kept record; what is not understood is forgotten.
    init(_ json: JSON) {
        changedBy = json["changedBy"]?.string ?? ""
        changedAt = json["changedAt"]?.int.map(Timestamp.init(milliseconds:))
        crashedAt = json["crashedAt"]?.int.map(Timestamp.init(milliseconds:))
        signal = json["signal"]?.int ?? 0
        for (word, time) in json["used"]?.object ?? [:] {
            if let grant = Grant(word), let time = time.int { used[grant] = Timestamp(milliseconds: time) }
        }
    }
}

extension PluginKV {
    /// The plugin id under which the registry keeps its own records; no plugin can have it.
    static let house = ""

    func record(of id: String) async -> PluginRecord {
        guard let bytes = try? await get(PluginKV.house, "record", id), let json = try? JSON(parsing: bytes) else { return PluginRecord() }
        return PluginRecord(json)
    }

    func keep(_ record: PluginRecord, of id: String) async throws(Failure) {
        try await put(PluginKV.house, "record", id, record.json.bytes)
    }
}
