import CCurlFace
public import Core
import Foundation

/// HTTP to the outside, guarded: only addresses that were checked are connected to, every redirect is checked anew, and size and time
/// are bounded.
public struct GuardedHTTP: Sendable {
    /// What a caller is told before the body: false ends the transfer with `cancelled`.
    public typealias Head = @Sendable (_ status: Int, _ headers: [(name: String, value: String)]) -> Bool
    /// A piece of the body; false ends the transfer with `cancelled`.
    public typealias Piece = @Sendable ([UInt8]) -> Bool

    private let resolver: NameResolver
    private let userAgent: String

    /// A client; a test injects the resolver.
    public init(resolver: NameResolver = .system, userAgent: String = "MailFlow") {
        self.resolver = resolver
        self.userAgent = userAgent
    }

    /// Fetches with the system's resolver.
    public static func fetch(_ fetch: HTTPFetch) async throws(Failure) -> HTTPAnswer { try await GuardedHTTP().fetch(fetch) }

    /// Fetches and gives the whole answer, whatever its status. Throws `denied`, `notFound`, `unavailable`, `timeout`, `tooLarge`,
    /// `invalid` or `cancelled`.
    public func fetch(_ fetch: HTTPFetch) async throws(Failure) -> HTTPAnswer { try await run(fetch, head: nil, piece: nil) }

    /// Fetches and gives the body in pieces as it comes, on a thread of the client.
    public func stream(_ fetch: HTTPFetch, head: @escaping Head = { _, _ in true }, piece: @escaping Piece) async throws(Failure)
        -> HTTPAnswer
    {
        try await run(fetch, head: head, piece: piece)
    }

    private func run(_ fetch: HTTPFetch, head: Head?, piece: Piece?) async throws(Failure) -> HTTPAnswer {
        try Self.check(fetch)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(fetch.timeout)
        var fetch = fetch
        var redirects = 0
        while true {
            let target = try HTTPTarget(fetch.url, fetch)
            let addresses = try await HostGuard.resolve(target.host, target.port, policy: fetch.policy, resolver: resolver)
            let left = Double((deadline - clock.now) / .milliseconds(1)) / 1000
            guard left > 0 else { throw Failure(.timeout, "HTTP \(target.host): no time left") }
            fetch.timeout = left
            let transfer = HTTPTransfer(fetch, target, addresses, userAgent: userAgent, head: head, piece: piece)
            let result = await withTaskCancellationHandler {
                await WaitingThreads.net.run { transfer.perform() }
            } onCancel: {
                transfer.cancel()
            }
            let answer = try result.get()
            guard [301, 302, 303, 307, 308].contains(answer.status), let place = answer["location"], fetch.maxRedirects > 0 else {
                return answer
            }
            redirects += 1
            guard redirects <= fetch.maxRedirects else { throw Failure(.unavailable, "HTTP \(target.host): too many redirects") }
            fetch = try Self.following(fetch, from: target, to: place, status: answer.status)
        }
    }

    private static func following(_ fetch: HTTPFetch, from target: HTTPTarget, to place: String, status: Int) throws(Failure) -> HTTPFetch {
        guard let joined = mf_url_join(target.url, place) else { throw Failure(.unavailable, "HTTP \(target.host): redirect to no URL") }
        defer { mf_text_free(joined) }
        var next = fetch
        next.url = String(cString: joined)
        let to = try HTTPTarget(next.url, fetch)
        if target.scheme == "https", to.scheme == "http" { throw Failure(.denied, "HTTP \(target.host): redirect from https to http") }
        if status == 303 || ((status == 301 || status == 302) && fetch.method == "POST") {
            next.method = "GET"
            next.body = nil
        }
        // Secrets are for the host they were given for.
        if to.host != target.host || to.port != target.port {
            next.headers.removeAll { ["authorization", "cookie", "proxy-authorization"].contains($0.name.lowercased()) }
        }
        return next
    }

    private static func check(_ fetch: HTTPFetch) throws(Failure) {
        func isToken(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.count <= 100
                && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && !"()<>@,;:\\\"/[]?={}".utf8.contains($0) }
        }
        guard isToken(fetch.method),
            fetch.headers.allSatisfy({ isToken($0.name) && !$0.value.utf8.contains { $0 < 32 && $0 != 9 || $0 == 127 } })
        else {
            throw Failure(.invalid, "HTTP request: not a header")
        }
        guard fetch.maxBytes >= 0, fetch.timeout > 0, fetch.timeout <= 3600 else { throw Failure(.invalid, "HTTP request: limits") }
    }
}

/// A URL that is allowed as far as its text tells.
struct HTTPTarget: Sendable {
    let scheme: String
    let host: String
    let port: Int
    let url: String

    init(_ text: String, _ fetch: HTTPFetch) throws(Failure) {
        var parts = mf_url()
        guard text.utf8.count <= 16_384, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), mf_url_read(text, &parts) else {
            throw Failure(.invalid, "not an http URL without credentials")
        }
        defer { mf_url_free(&parts) }
        scheme = String(cString: parts.scheme).lowercased()
        host = try HostGuard.canonical(String(cString: parts.host))
        port = parts.port
        url = String(cString: parts.url)
        guard scheme == "https" || fetch.allowHTTP else { throw Failure(.denied, "http is not allowed here") }
        if let allowed = fetch.allowedHosts {
            let host = host
            let fits = allowed.contains { $0.hasPrefix("*.") ? host.hasSuffix($0.dropFirst()) : $0.lowercased() == host }
            guard fits else { throw Failure(.denied, "\(host) is not one of the allowed hosts") }
        }
    }
}
