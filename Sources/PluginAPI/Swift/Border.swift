import CPluginABI

// The only file of the SDK that knows C. Every C function pointer is formed here, outside any actor:
// the host calls them from its own thread.

/// The host's table, lent from start() until stop() has returned.
struct HostTable: @unchecked Sendable {
    let pointer: UnsafePointer<mf_host>

    /// The number of a host verb; 0 when it is not there or not granted.
    func find(_ name: String) -> UInt32 { Border.lend(Array(name.utf8)) { pointer.pointee.find(pointer, $0) } }

    /// Asks; the answer goes to `Pending`. 0: not taken.
    func call(_ verb: UInt32, _ arguments: [[UInt8]], key: UInt) -> UInt64 {
        let all = arguments.flatMap(\.self)
        return all.withUnsafeBytes { raw in
            var at = 0
            let strings = arguments.map { argument in
                defer { at += argument.count }
                return mf_str(ptr: raw.baseAddress.map { ($0 + at).assumingMemoryBound(to: CChar.self) }, len: argument.count)
            }
            let done = mf_done(fn: Border.done, context: UnsafeMutableRawPointer(bitPattern: key))
            return strings.withUnsafeBufferPointer { pointer.pointee.call(pointer, verb, $0.baseAddress, $0.count, done) }
        }
    }

    /// Gives up on an answer.
    func cancel(_ token: UInt64) { pointer.pointee.cancel(pointer, token) }

    /// Answers; gives the status for it.
    @discardableResult
    func reply(_ token: UInt64, _ status: Int32, _ bytes: [UInt8]) -> Int32 {
        Border.lend(bytes) { pointer.pointee.reply(pointer, token, status, $0) }
    }

    /// Says a line.
    func log(_ level: Int32, _ line: String) { Border.lend(Array(line.utf8)) { pointer.pointee.log(pointer, level, $0) } }
}

enum Border {
    static let done: @convention(c) (UnsafeMutableRawPointer?, mf_status, mf_str) -> Void = { context, status, bytes in
        let (key, answer) = (UInt(bitPattern: context), Border.copy(bytes))
        PluginQueue.own.turn { Pending.answer(key, status, answer) }
    }

    static func lend<Result>(_ bytes: [UInt8], _ body: (mf_str) -> Result) -> Result {
        bytes.withUnsafeBytes { body(mf_str(ptr: $0.baseAddress?.assumingMemoryBound(to: CChar.self), len: $0.count)) }
    }

    static func copy(_ text: mf_str) -> [UInt8] {
        guard let ptr = text.ptr, text.len > 0 else { return [] }
        return Array(UnsafeRawBufferPointer(start: ptr, count: Int(text.len)))
    }

    static func owner(_ plugin: UnsafePointer<mf_plugin>?) -> Runner? {
        guard let impl = plugin?.pointee.impl else { return nil }
        return Unmanaged<Runner>.fromOpaque(impl).takeUnretainedValue()
    }

    /// A table that lives as long as the library.
    static func table(_ runner: Runner) -> UnsafePointer<mf_plugin> {
        let table = UnsafeMutablePointer<mf_plugin>.allocate(capacity: 1)
        table.initialize(
            to: mf_plugin(
                size: UInt32(MemoryLayout<mf_plugin>.size), abi_minor: MF_ABI_MINOR, impl: Unmanaged.passRetained(runner).toOpaque(),
                start: { plugin, host in
                    guard let runner = Border.owner(plugin), let host else { return Failure.Kind.invalid.rawValue }
                    return runner.start(HostTable(pointer: host))
                },
                find: { plugin, name in Border.owner(plugin)?.find(String(decoding: Border.copy(name), as: UTF8.self)) ?? 0 },
                handle: { plugin, verb, token, args, count in
                    let arguments = (0..<(args == nil ? 0 : count)).map { Border.copy(args![$0]) }
                    PluginQueue.own.turn { Border.owner(plugin)?.handle(verb, token, arguments) }
                },
                cancel: { plugin, token in Border.owner(plugin)?.cancel(token) },
                stop: { plugin in Border.owner(plugin)?.stop() }))
        return UnsafePointer(table)
    }
}
