import CPluginABI

/// Bytes on their way over the C border: lent for the length of a call, copied when they come in.
enum ForeignText {
    /// Lends some bytes as one `mf_str`.
    static func lend<Result>(_ bytes: [UInt8], _ body: (mf_str) -> Result) -> Result {
        bytes.withUnsafeBytes { raw in
            body(mf_str(ptr: raw.baseAddress?.assumingMemoryBound(to: CChar.self), len: raw.count))
        }
    }

    /// Lends a list of arguments as an array of `mf_str`.
    static func lend(_ arguments: [[UInt8]], _ body: (UnsafePointer<mf_str>?, Int) -> Void) {
        // One block for all of them, so that every pointer lives exactly as long as the call.
        let all = arguments.flatMap(\.self)
        all.withUnsafeBytes { raw in
            var at = 0
            let strings = arguments.map { argument in
                defer { at += argument.count }
                return mf_str(ptr: raw.baseAddress.map { ($0 + at).assumingMemoryBound(to: CChar.self) }, len: argument.count)
            }
            strings.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
        }
    }

    /// Copies what a plugin lent; nil when it is longer than `limit` or has a length but no bytes.
    static func copy(_ text: mf_str, limit: Int) -> [UInt8]? {
        if text.len == 0 { return [] }
        guard let ptr = text.ptr, text.len <= limit else { return nil }
        return Array(UnsafeRawBufferPointer(start: ptr, count: Int(text.len)))
    }
}
