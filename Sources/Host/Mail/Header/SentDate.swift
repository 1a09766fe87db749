import CGMimeFace
public import Core

/// The moment of a Date header with the zone of the one who wrote it (RFC 5322 3.3).
public struct SentDate: Hashable, Sendable {
    /// The moment.
    public let time: Timestamp
    /// The writer's zone, minutes east of UTC.
    public let offset: Int

    /// A moment in a zone.
    public init(time: Timestamp, offset: Int = 0) {
        self.time = time
        self.offset = offset
    }

    /// Reads a Date header, tolerant of old forms; nil when it is no date between the years 1 and 9999.
    public init?(_ value: ArraySlice<UInt8>) {
        var seconds: Int64 = 0
        var offset: Int32 = 0
        let read = HeaderText.trimmed(value.prefix(256)).withUnsafeBufferPointer { mf_date($0.baseAddress, $0.count, &seconds, &offset) }
        guard read, seconds > -62_135_596_800, seconds < 253_402_300_800 else { return nil }
        time = Timestamp(milliseconds: seconds * 1000)
        self.offset = max(-1440, min(1440, Int(offset)))
    }

    /// RFC 3339 with the offset, the Date of RFC 8620 1.4.
    public var text: String {
        guard offset != 0 else { return UTCDate.text(time) }
        let local = UTCDate.text(Timestamp(milliseconds: time.milliseconds + Int64(offset) * 60_000)).dropLast()
        let minutes = abs(offset)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(local)\(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }
}
