public import Core

/// Finds the servers of a mail address: known providers, DNS (RFC 6186, 8314), autoconfig, and guesses that answer.
public enum Discovery {
    /// What discovery does outside; a test gives its own.
    public struct Seams: Sendable {
        /// SRV records of a name, best first.
        public var services: @Sendable (String) async -> [ServiceRecord]
        /// Fetches a file; nil when there is none.
        public var fetch: @Sendable (String) async -> [UInt8]?
        /// Whether something accepts connections there.
        public var answers: @Sendable (ServerAddress) async -> Bool

        /// Seams of one's own.
        public init(
            services: @escaping @Sendable (String) async -> [ServiceRecord], fetch: @escaping @Sendable (String) async -> [UInt8]?,
            answers: @escaping @Sendable (ServerAddress) async -> Bool
        ) {
            self.services = services
            self.fetch = fetch
            self.answers = answers
        }

        /// The real network under a policy.
        public static func network(policy: ConnectionPolicy, resolver: NameResolver = .system) -> Seams {
            Seams(
                services: { await ServiceRecord.look($0) },
                fetch: { url in
                    let fetch = HTTPFetch(url, maxBytes: 256 * 1024, timeout: 6, maxRedirects: 2, allowHTTP: false, policy: policy)
                    guard let answer = try? await GuardedHTTP(resolver: resolver).fetch(fetch), answer.status == 200 else { return nil }
                    return answer.body
                },
                answers: { server in
                    guard let addresses = try? await HostGuard.resolve(server.host, server.port, policy: policy, resolver: resolver) else {
                        return false
                    }
                    return await ConnectProbe.answers(addresses, within: 4)
                })
        }
    }

    /// The servers of an address; nil when nothing was found. Never throws; takes at most some 15 seconds.
    public static func find(_ email: String, seams: Seams) async -> Discovered? {
        guard let at = email.lastIndex(of: "@"), email.utf8.count <= 320,
            email.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 }),
            let domain = try? HostGuard.canonical(String(email[email.index(after: at)...])), IPAddress(domain) == nil, domain.contains(".")
        else { return nil }
        if let known = ProviderTable.find(domain) { return known }
        async let records = services(domain, seams)
        async let file = autoconfig(email, domain, seams)
        if let found = await records { return named(found) }
        if let found = await file { return named(found) }
        return await guess(domain, seams).map(named)
    }

    /// Tells the provider of servers that belong to one.
    private static func named(_ found: Discovered) -> Discovered {
        guard let provider = ProviderTable.provider(ofServer: found.imap.host) else { return found }
        var found = found
        found.provider = found.provider ?? provider.name
        found.note = provider.note
        found.helpUrl = provider.help
        return found
    }

    private static func services(_ domain: String, _ seams: Seams) async -> Discovered? {
        async let imaps = first("_imaps._tcp.\(domain)", .implicit, seams)
        async let imap = first("_imap._tcp.\(domain)", .starttls, seams)
        async let submissions = first("_submissions._tcp.\(domain)", .implicit, seams)
        async let submission = first("_submission._tcp.\(domain)", .starttls, seams)
        let (reading, readingPlain, sending, sendingPlain) = await (imaps, imap, submissions, submission)
        guard let read = reading ?? readingPlain else { return nil }
        return Discovered(.srv, imap: read, smtp: sending ?? sendingPlain)
    }

    private static func first(_ name: String, _ tls: ServerAddress.TLS, _ seams: Seams) async -> ServerAddress? {
        for record in await seams.services(name) {
            guard let host = try? HostGuard.canonical(record.target), (1...65535).contains(record.port) else { continue }
            return ServerAddress(host: host, port: record.port, tls: tls)
        }
        return nil
    }

    private static func autoconfig(_ email: String, _ domain: String, _ seams: Seams) async -> Discovered? {
        for place in Autoconfig.places(email, domain) {
            if let file = await seams.fetch(place), let found = Autoconfig.read(file) { return found }
        }
        return nil
    }

    private static func guess(_ domain: String, _ seams: Seams) async -> Discovered? {
        let imap = await firstAnswering(
            ["imap.\(domain)", "mail.\(domain)", domain].flatMap {
                [ServerAddress(host: $0, port: 993, tls: .implicit), ServerAddress(host: $0, port: 143, tls: .starttls)]
            }, seams)
        guard let imap else { return nil }
        let smtp = await firstAnswering(
            ["smtp.\(domain)", "mail.\(domain)", domain].flatMap {
                [ServerAddress(host: $0, port: 465, tls: .implicit), ServerAddress(host: $0, port: 587, tls: .starttls)]
            }, seams)
        return Discovered(.guess, imap: imap, smtp: smtp)
    }

    /// Asks all at once and takes the best that answers.
    private static func firstAnswering(_ servers: [ServerAddress], _ seams: Seams) async -> ServerAddress? {
        await withTaskGroup(of: (Int, Bool).self) { group in
            for (index, server) in servers.enumerated() { group.addTask { (index, await seams.answers(server)) } }
            var answers: [Int: Bool] = [:]
            var best = 0
            for await (index, answered) in group {
                answers[index] = answered
                while let known = answers[best] {
                    if known {
                        group.cancelAll()
                        return servers[best]
                    }
                    best += 1
                }
            }
            return nil
        }
    }
}
