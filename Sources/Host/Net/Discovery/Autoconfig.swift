import Core

/// The configuration file that domains publish for mail programs (Thunderbird's autoconfig, `config-v1.1.xml`).
enum Autoconfig {
    /// Where a domain may publish it, best first.
    static func places(_ email: String, _ domain: String) -> [String] {
        let query = email.utf8.map { byte -> String in
            let isPlain = (byte | 32) >= 97 && (byte | 32) <= 122 || byte >= 48 && byte <= 57 || byte == 45 || byte == 46 || byte == 95
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
        return [
            "https://autoconfig.\(domain)/mail/config-v1.1.xml?emailaddress=\(query)",
            "https://\(domain)/.well-known/autoconfig/mail/config-v1.1.xml",
        ]
    }

    /// Reads the file: the first IMAP and SMTP servers with TLS. Nil for what is no such file. Entities, DTDs and the network are off.
    static func read(_ xml: [UInt8]) -> Discovered? {
        guard let root = XMLElement.read(xml), root.name == "clientConfig", let provider = root.first("emailProvider") else { return nil }
        var imap: (ServerAddress, Discovered.UsernameForm)?
        var smtp: ServerAddress?
        for node in provider.children {
            switch (node.name, node.attributes["type"]?.lowercased()) {
            case ("incomingServer", "imap"): imap = better(imap, server(node))
            case ("outgoingServer", "smtp"):
                if let found = server(node)?.0, smtp == nil || (smtp?.tls == .starttls && found.tls == .implicit) { smtp = found }
            default: break
            }
        }
        guard let imap else { return nil }
        let title = provider.first("displayName").map { String($0.value.prefix(100)) }
        return Discovered(.autoconfig, imap: imap.0, smtp: smtp, username: imap.1, provider: title)
    }

    private static func better(
        _ old: (ServerAddress, Discovered.UsernameForm)?, _ new: (ServerAddress, Discovered.UsernameForm)?
    ) -> (ServerAddress, Discovered.UsernameForm)? {
        guard let old else { return new }
        guard let new else { return old }
        return old.0.tls == .starttls && new.0.tls == .implicit ? new : old
    }

    private static func server(_ node: XMLElement) -> (ServerAddress, Discovered.UsernameForm)? {
        func value(_ name: String) -> String? { node.first(name)?.value }
        let tls: ServerAddress.TLS
        switch value("socketType")?.uppercased() {
        case "SSL": tls = .implicit
        case "STARTTLS": tls = .starttls
        default: return nil
        }
        guard let host = value("hostname"), let name = try? HostGuard.canonical(host), let port = value("port").flatMap({ Int($0) }),
            (1...65535).contains(port)
        else { return nil }
        return (ServerAddress(host: name, port: port, tls: tls), value("username") == "%EMAILLOCALPART%" ? .localPart : .address)
    }
}
