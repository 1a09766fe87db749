import HTTPTypes

/// Where a request came from and at which address it reached us, as far as that can be believed.
struct Origin: Sendable {
    /// The client's address; nil where there is no socket (tests).
    let client: IPAddress?
    /// Whether the client speaks https to us or to a trusted proxy.
    let secure: Bool
    /// `https://host[:port]`, the origin of our own pages.
    let own: String

    /// Reads the peer's address and, when the peer is a trusted proxy, the forwarded headers.
    init(peer: IPAddress?, authority: String, headers: HTTPFields, configuration: WebConfiguration) {
        var client = peer
        var secure = false
        var authority = authority
        func trusted(_ address: IPAddress?) -> Bool {
            address.map { a in configuration.trustedProxies.contains { $0.contains(a) } } ?? false
        }
        if trusted(peer) {
            // From right to left: each hop was added by the one after it, so the first untrusted one is the client.
            let hops = headers[values: .xForwardedFor].joined(separator: ",").split(separator: ",").map { $0.trimming() }
            for hop in hops.reversed() {
                guard let address = IPAddress(Origin.withoutPort(hop)) else { break }
                client = address
                if !trusted(address) { break }
            }
            secure = headers[.xForwardedProto]?.split(separator: ",").last?.trimming().lowercased() == "https"
            if let host = headers[.xForwardedHost]?.split(separator: ",").last?.trimming(), !host.isEmpty { authority = host }
        }
        self.client = client
        if configuration.appURL.isEmpty {
            self.secure = secure
            own = (secure ? "https://" : "http://") + authority.lowercased()
        } else {
            self.secure = secure || configuration.appURL.hasPrefix("https://")
            own = configuration.appURL
        }
    }

    /// Whether `Origin` names our own pages. With a configured address the request's own host counts as well, since a
    /// server is often opened by another name in the house.
    func isOwn(_ origin: String, authority: String) -> Bool {
        let origin = origin.lowercased()
        return origin == own || origin == "http://" + authority.lowercased() || origin == "https://" + authority.lowercased()
    }

    private static func withoutPort(_ hop: String) -> String {
        if hop.hasPrefix("["), let end = hop.firstIndex(of: "]") { return String(hop[hop.index(after: hop.startIndex)..<end]) }
        if hop.split(separator: ":").count == 2, hop.contains(".") { return String(hop.split(separator: ":")[0]) }
        return hop
    }
}

extension HTTPField.Name {
    static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
    static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
    static let xForwardedHost = HTTPField.Name("X-Forwarded-Host")!
    static let csrfToken = HTTPField.Name("X-CSRF-Token")!
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy")!
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let clearSiteData = HTTPField.Name("Clear-Site-Data")!
    static let frameOptions = HTTPField.Name("X-Frame-Options")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

extension StringProtocol {
    func trimming() -> String { String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
}
