import Core
import IMAPWire

/// The first byte says how the rest is cut; whatever comes, the reader gives responses or a Failure, the same however it is cut.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReader(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start, count > 1 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    let whole = read(bytes, stretch: bytes.count)
    let cut = read(bytes, stretch: 1 + Int(start[0] & 31))
    precondition(whole.failed == cut.failed && whole.responses == cut.responses, "cutting changes what is read")
    return 0
}

private func read(_ bytes: [UInt8], stretch: Int) -> (responses: [Response], failed: Bool) {
    var limits = ReaderLimits()
    limits.literal = 1 << 16
    var reader = ResponseReader(limits: limits)
    var state = SessionState()
    state.select(SelectedMailbox(name: .inbox))
    var found: [Response] = []
    var start = 0
    while start < bytes.count {
        let end = min(bytes.count, start + stretch)
        do throws(Failure) {
            try bytes[start..<end].withUnsafeBufferPointer { part throws(Failure) in
                var position = 0
                while let response = try reader.read(UnsafeRawBufferPointer(part), at: &position) {
                    if case .untagged(let data) = response { _ = state.receive(data) }
                    found.append(response)
                }
            }
        } catch {
            return (found, true)
        }
        start = end
    }
    return (found, false)
}
