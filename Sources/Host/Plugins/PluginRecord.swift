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
    /// Whether it was switched off together with all others, to be switched on with them again.
    var isPaused = false
    /// Why it was started for the last time; nil when it was not, or somebody has looked at it since.
    var halt: Halt?
    /// The newest changes somebody made, oldest first.
    var deeds: [Deed] = []
    /// When somebody last wanted it started anew.
    var restartAt: Timestamp?
    /// When each grant was used last.
    var used: [Grant: Timestamp] = [:]

    /// The record as it is kept.
    var json: JSON {
        .object([
            "changedBy": .string(changedBy), "changedAt": changedAt.map { .int($0.milliseconds) } ?? .null,
            "deeds": .array(deeds.map(\.json)), "restartAt": restartAt.map { .int($0.milliseconds) } ?? .null,
            "crashedAt": crashedAt.map { .int($0.milliseconds) } ?? .null, "signal": .int(signal),
            "halt": halt.map(\.json) ?? .null, "paused": .bool(isPaused),
            "used": .object(Dictionary(uniqueKeysWithValues: used.map { ($0.key.description, JSON.int($0.value.milliseconds)) })),
        ])
    }

    init() {}

    /// It crashed too often and is left alone.
    struct Halt: Equatable {
        /// Why, in a sentence.
        var line: String
        /// What it was then; something else is worth a try.
        var subject: String

        init(line: String, subject: String) {
            self.line = line
            self.subject = subject
        }

        init?(_ json: JSON) {
            guard let line = json["line"]?.string, let subject = json["subject"]?.string else { return nil }
            self.init(line: line, subject: subject)
        }

        var json: JSON { ["line": .string(line), "subject": .string(subject)] }
    }

    /// Somebody changed something about it.
    struct Deed: Equatable {
        var at: Timestamp
        var by: String
        /// Such as `granted mail.read`.
        var what: String

        init(at: Timestamp, by: String, what: String) {
            self.at = at
            self.by = by
            self.what = what
        }

        init?(_ json: JSON) {
            guard let at = json["at"]?.string.flatMap(UTCDate.time), let by = json["by"]?.string, let what = json["what"]?.string else {
                return nil
            }
            self.init(at: at, by: by, what: what)
        }

        var json: JSON { ["at": .string(UTCDate.text(at)), "by": .string(by), "what": .string(what)] }
    }

    /// Somebody has looked at it: what it did before is forgotten.
    mutating func forgive() {
        crashedAt = nil
        halt = nil
    }

    /// Keeps a change; of many the newest fifty.
    mutating func note(_ deed: Deed) { deeds = Array((deeds + [deed]).suffix(50)) }

    /// Reads a kept record; what is not understood is forgotten.
    init(_ json: JSON) {
        changedBy = json["changedBy"]?.string ?? ""
        changedAt = json["changedAt"]?.int.map(Timestamp.init(milliseconds:))
        crashedAt = json["crashedAt"]?.int.map(Timestamp.init(milliseconds:))
        halt = json["halt"].flatMap(Halt.init)
        signal = json["signal"]?.int ?? 0
        isPaused = json["paused"]?.bool ?? false
        deeds = (json["deeds"]?.array ?? []).compactMap(Deed.init)
        restartAt = json["restartAt"]?.int.map(Timestamp.init(milliseconds:))
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
        try await put(PluginKV.house, "record", id, record.json.bytes, .max)
    }
}
