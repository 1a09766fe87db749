public import Core
public import Net

extension PluginSeams {
    /// The way out for plugins, for `PluginSeams.http`: the guarded client, https only, no redirect followed.
    /// `policy` is asked at each request, so that an admin's change counts at once.
    public static func guarded(
        _ client: GuardedHTTP = GuardedHTTP(),
        policy: @escaping @Sendable () async throws(Failure) -> ConnectionPolicy = { () async throws(Failure) in ConnectionPolicy() }
    ) -> @Sendable (HTTPAsk, HTTPSink) async throws(Failure) -> Void {
        { ask, sink async throws(Failure) in
            _ = try await client.stream(
                HTTPFetch(
                    ask.url, method: ask.method, headers: ask.headers.map { (name: $0.0, value: $0.1) },
                    body: ask.body.isEmpty ? nil : ask.body,
                    maxBytes: ask.limit, timeout: ask.timeout, maxRedirects: 0, allowHTTP: false, policy: try await policy())
            ) { status, headers in
                sink.head(status, headers.map { ($0.name, $0.value) })
                return true
            } piece: {
                sink.piece($0)
                return true
            }
        }
    }
}
