extension Host {
    /// What people filled into the form of the manifest, secrets opened and defaults filled in; scope `""` or `user:ID`.
    public func settings(_ scope: String = "") async throws(Failure) -> JSON { try JSON(parsing: try await call("settings.get/1", scope)) }

    /// What one user filled into their form of the manifest.
    public func settings(for user: String) async throws(Failure) -> JSON { try await settings("user:\(user)") }

    /// Comes back when the time has passed.
    public func after(milliseconds: Int) async throws(Failure) { try await call("timer.after/1", "\(milliseconds)") }

    /// Tells the open browsers of a user something.
    public func push(_ user: String, _ message: JSON) async throws(Failure) {
        try await call("ui.push/1", [Array(user.utf8), message.bytes])
    }

    /// Random bytes, at most 65,536.
    public func random(_ count: Int) async throws(Failure) -> [UInt8] { try await call("crypto.random/1", "\(count)") }

    /// Seals bytes under a key only this plugin has. They open with the same context alone.
    public func seal(_ context: String, _ bytes: [UInt8]) async throws(Failure) -> [UInt8] {
        try await call("crypto.seal/1", [Array(context.utf8), bytes])
    }

    /// Opens what `seal` made. Fails with `invalid` when it was changed, belongs to another context or was never ours.
    public func open(_ context: String, _ sealed: [UInt8]) async throws(Failure) -> [UInt8] {
        try await call("crypto.open/1", [Array(context.utf8), sealed])
    }

    /// 32 bytes that only this plugin can make from these bytes and this context (HMAC-SHA-256, RFC 2104).
    public func hmac(_ context: String, _ bytes: [UInt8]) async throws(Failure) -> [UInt8] {
        try await call("crypto.hmac/1", [Array(context.utf8), bytes])
    }
}
