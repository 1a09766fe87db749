import CPluginABI
import Synchronization

// The only place where C function pointers of the host are formed. Nothing here is isolated to an actor:
// a plugin calls these from threads of its own.

/// The host's end of one start() of one plugin: the table it is lent, and what it still waits for.
///
/// A table outlives its plugin's stop() on purpose: a thread the plugin forgot to join may still look at it,
/// and then finds a closed ear instead of freed memory.
final class HostEar: Sendable {
    private struct State {
        weak var owner: (any PortOwner)?
        var waiting: [UInt64: mf_done] = [:]
        var last: UInt64 = 0
        var closed = false
    }

    private let state: Mutex<State>
    private nonisolated(unsafe) let pointer: UnsafeMutablePointer<mf_host>

    /// An open ear for one start().
    init(_ owner: any PortOwner) {
        state = Mutex(State(owner: owner))
        pointer = .allocate(capacity: 1)
        pointer.initialize(
            to: mf_host(
                size: UInt32(MemoryLayout<mf_host>.size), abi_minor: MF_ABI_MINOR, impl: nil,
                find: HostTable.find, call: HostTable.call, cancel: HostTable.cancel, reply: HostTable.reply, log: HostTable.log))
        pointer.pointee.impl = Unmanaged.passRetained(self).toOpaque()
    }

    /// What the plugin is lent.
    var table: UnsafePointer<mf_host> { UnsafePointer(pointer) }

    /// From now on nothing the plugin says is heard, and nothing it waits for is answered.
    func close() {
        state.withLock {
            $0.closed = true
            $0.owner = nil
            $0.waiting = [:]
        }
    }

    /// Whoever listens; nil after the end.
    fileprivate var owner: (any PortOwner)? { state.withLock { $0.owner } }

    fileprivate func expect(_ done: mf_done) -> UInt64? {
        state.withLock {
            guard !$0.closed else { return nil }
            $0.last += 1
            $0.waiting[$0.last] = done
            return $0.last
        }
    }

    /// Where the answer to a call goes; asked with `last`, it is asked only once.
    func done(_ token: UInt64, last: Bool) -> mf_done? {
        state.withLock { last ? $0.waiting.removeValue(forKey: token) : $0.waiting[token] }
    }
}

// The context of a `mf_done` is the plugin's own and is only ever handed back to it.
extension mf_done: @retroactive @unchecked Sendable {}

enum HostTable {
    private static func ear(_ host: UnsafePointer<mf_host>?) -> HostEar? {
        guard let impl = host?.pointee.impl else { return nil }
        return Unmanaged<HostEar>.fromOpaque(impl).takeUnretainedValue()
    }

    static let find: @convention(c) (UnsafePointer<mf_host>?, mf_str) -> mf_verb = { host, name in
        guard let owner = ear(host)?.owner, let bytes = ForeignText.copy(name, limit: 128) else { return 0 }
        return owner.find(String(decoding: bytes, as: UTF8.self))
    }

    static let call: @convention(c) (UnsafePointer<mf_host>?, mf_verb, UnsafePointer<mf_str>?, Int, mf_done) -> mf_token = {
        host, verb, args, count, done in
        guard let ear = ear(host), let owner = ear.owner, let token = ear.expect(done) else { return 0 }
        var arguments: [[UInt8]]? = []
        if count > 16 || (count > 0 && args == nil) || count < 0 {
            arguments = nil
        } else if let args {
            var all = 0
            for index in 0..<count {
                all += Int(clamping: min(args[index].len, Catalogue.argumentLimit))
                guard all <= Catalogue.callLimit, let bytes = ForeignText.copy(args[index], limit: Catalogue.argumentLimit) else {
                    arguments = nil
                    break
                }
                arguments?.append(bytes)
            }
        }
        if owner.call(token, verb: verb, arguments: arguments) { return token }
        _ = ear.done(token, last: true)
        return 0
    }

    static let cancel: @convention(c) (UnsafePointer<mf_host>?, mf_token) -> Void = { host, token in
        ear(host)?.owner?.cancelCall(token)
    }

    static let reply: @convention(c) (UnsafePointer<mf_host>?, mf_token, mf_status, mf_str) -> mf_status = { host, token, status, bytes in
        guard let owner = ear(host)?.owner else { return -9 }
        guard let room = owner.room(token) else { return owner.reply(token, status: status, bytes: []) }
        return owner.reply(token, status: status, bytes: ForeignText.copy(bytes, limit: room))
    }

    static let log: @convention(c) (UnsafePointer<mf_host>?, mf_level, mf_str) -> Void = { host, level, line in
        guard let owner = ear(host)?.owner, let ptr = line.ptr, line.len > 0 else { return }
        let bytes = UnsafeRawBufferPointer(start: ptr, count: min(Int(clamping: line.len), 4096))
        owner.log(level, String(decoding: bytes, as: UTF8.self))
    }
}
