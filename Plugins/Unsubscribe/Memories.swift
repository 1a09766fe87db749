import MailFlowPlugin

/// What a person has done about lists, kept under the list's name, so that every message of a list shows it.
struct Memories {
    let host: Host
    let user: String

    private var scope: String { "user:\(user)" }

    /// What is remembered about a list. A request that was sent by mail may have been refused since.
    func recall(_ key: String) async throws(Failure) -> Memory? {
        guard let bytes = try await host.kv.get(scope, key), var memory = (try? JSON(parsing: bytes)).flatMap(Memory.init) else {
            return nil
        }
        guard memory.state == .done, let sent = memory.submission else { return memory }
        switch try await MailRequest(host: host, user: user).fate(of: sent) {
        case .pending: return memory
        case .sent: memory.submission = nil
        case .refused(let trouble, let detail): memory.fail(trouble, detail)
        }
        try await keep(memory, key)
        return memory
    }

    /// What is remembered about each of these lists.
    func recall(_ keys: [String]) async throws(Failure) -> [String: Memory] {
        let known = Set(try await host.kv.keys(scope, prefix: "list:") + host.kv.keys(scope, prefix: "from:"))
        var all: [String: Memory] = [:]
        for key in keys where known.contains(key) { all[key] = try await recall(key) }
        return all
    }

    /// Remembers what was done, and gives it back.
    @discardableResult
    func keep(_ memory: Memory, _ key: String) async throws(Failure) -> Memory {
        try await host.kv.put(scope, key, memory.json)
        return memory
    }

    /// Forgets a failure, or a page that was opened. A list that was left stays left: what is still remembered is given back.
    func clear(_ key: String) async throws(Failure) -> Memory? {
        if let memory = try await recall(key), memory.state == .done { return memory }
        try await host.kv.delete(scope, key)
        return nil
    }
}
