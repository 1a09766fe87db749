import CLibXML
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
            "https://autoconfig.\(domain)/mail/config-v1.1.xml?emailaddress=\(query)", "https://\(domain)/.well-known/autoconfig/mail/config-v1.1.xml",
        ]
    }

    /// Reads the file: the first IMAP and SMTP servers with TLS. Nil for what is no such file. Entities, DTDs and the network are off.
    static func read(_ xml: [UInt8]) -> Discovered? {
        guard xml.count <= 256 * 1024, !xml.isEmpty else { return nil }
        let options = Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NOCDATA.rawValue)
        let document = xml.withUnsafeBytes { bytes in
            xmlReadMemory(bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), nil, nil, options)
        }
        guard let document else { return nil }
        defer { xmlFreeDoc(document) }
        guard document.pointee.intSubset == nil, let root = xmlDocGetRootElement(document), name(root) == "clientConfig" else { return nil }
        guard let provider = children(root).first(where: { name($0) == "emailProvider" }) else { return nil }
        var imap: (ServerAddress, Discovered.UsernameForm)?
        var smtp: ServerAddress?
        var title: String?
        for node in children(provider) {
            switch name(node) {
            case "displayName": title = title ?? text(node)
            case "incomingServer" where attribute(node, "type") == "imap": imap = better(imap, server(node))
            case "outgoingServer" where attribute(node, "type") == "smtp":
                if let found = server(node)?.0, smtp == nil || (smtp?.tls == .starttls && found.tls == .implicit) { smtp = found }
            default: break
            }
        }
        guard let imap else { return nil }
        return Discovered(.autoconfig, imap: imap.0, smtp: smtp, username: imap.1, provider: title.map { String($0.prefix(100)) })
    }

    private static func better(
        _ old: (ServerAddress, Discovered.UsernameForm)?, _ new: (ServerAddress, Discovered.UsernameForm)?
    ) -> (ServerAddress, Discovered.UsernameForm)? {
        guard let old else { return new }
        guard let new else { return old }
        return old.0.tls == .starttls && new.0.tls == .implicit ? new : old
    }

    private static func server(_ node: xmlNodePtr) -> (ServerAddress, Discovered.UsernameForm)? {
        var values: [String: String] = [:]
        for child in children(node) where values[name(child)] == nil { values[name(child)] = text(child) }
        let tls: ServerAddress.TLS
        switch values["socketType"]?.uppercased() {
        case "SSL": tls = .implicit
        case "STARTTLS": tls = .starttls
        default: return nil
        }
        guard let host = values["hostname"], let name = try? HostGuard.canonical(host), let port = values["port"].flatMap({ Int($0) }), (1...65535).contains(port)
        else { return nil }
        return (ServerAddress(host: name, port: port, tls: tls), values["username"] == "%EMAILLOCALPART%" ? .localPart : .address)
    }

    private static func children(_ node: xmlNodePtr) -> [xmlNodePtr] {
        var out: [xmlNodePtr] = []
        var next = node.pointee.children
        while let child = next, out.count < 200 {
            if child.pointee.type == XML_ELEMENT_NODE { out.append(child) }
            next = child.pointee.next
        }
        return out
    }

    private static func name(_ node: xmlNodePtr) -> String { node.pointee.name.map { String(cString: $0) } ?? "" }

    private static func text(_ node: xmlNodePtr) -> String {
        guard let raw = xmlNodeGetContent(node) else { return "" }
        defer { xmlFree(raw) }
        let text = String(cString: raw)
        return String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func attribute(_ node: xmlNodePtr, _ name: String) -> String? {
        guard let raw = xmlGetNoNsProp(node, name) else { return nil }
        defer { xmlFree(raw) }
        return String(cString: raw).lowercased()
    }
}
