/// JSON text (RFC 8259) written from left to right, for what is much and read once: no value is built first.
/// Commas come by themselves; who opens closes.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// Nothing yet.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// An object around the members that `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) { enclose(123, 125, body) }

    /// An array around the values that `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) { enclose(91, 93, body) }

    /// The name of a member; its value is written next. Names are the house's own words and hold nothing to escape.
    public mutating func name(_ name: StaticString) {
        begin()
        bytes.append(34)
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(contentsOf: [34, 58])
        needsComma = false
    }

    /// The name of a member that may be any text.
    public mutating func name(of name: String) {
        begin()
        JSON.quote(name, to: &bytes)
        bytes.append(58)
        needsComma = false
    }

    /// A member that is a text.
    public mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        self.text(text)
    }

    /// A value.
    public mutating func value(_ value: JSON) {
        begin()
        value.write(to: &bytes)
    }

    /// A text.
    public mutating func text(_ text: String) {
        begin()
        JSON.quote(text, to: &bytes)
    }

    private mutating func begin() {
        if needsComma { bytes.append(44) }
        needsComma = true
    }

    private mutating func enclose(_ first: UInt8, _ last: UInt8, _ body: (inout JSONWriter) -> Void) {
        begin()
        bytes.append(first)
        needsComma = false
        body(&self)
        bytes.append(last)
        needsComma = true
    }
}
