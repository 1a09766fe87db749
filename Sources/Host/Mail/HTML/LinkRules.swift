/// What addresses in HTML may be.
enum LinkRules {
    /// Where a link may lead.
    enum Link: Equatable {
        /// A whole address of an allowed scheme.
        case address(String)
        /// A place in the same message, by its name.
        case fragment(String)
    }

    /// What a picture may be.
    enum Picture: Equatable {
        /// A part of the same message, by Content-ID.
        case part(String)
        /// A small picture in the address itself.
        case data(String)
        /// A picture elsewhere, by http or https.
        case remote(String)
    }

    /// The target of a link; nil when it must go.
    static func link(_ raw: String) -> Link? {
        guard let url = plain(raw), !url.isEmpty else { return nil }
        if url.hasPrefix("#") { return .fragment(String(url.dropFirst())) }
        if url.hasPrefix("//") { return .address("https:" + url) }
        guard let scheme = scheme(url) else {
            return url.lowercased().hasPrefix("www.") ? .address("https://" + url) : nil
        }
        switch scheme {
        case "http", "https": return url.dropFirst(scheme.count).hasPrefix("://") ? .address(url) : nil
        case "mailto": return .address(mailto(url))
        case "tel", "sms", "xmpp": return .address(url)
        default: return nil
        }
    }

    /// The source of a picture; nil when it must go.
    static func picture(_ raw: String) -> Picture? {
        guard let url = plain(raw) else { return nil }
        if url.hasPrefix("//") { return .remote("https:" + url) }
        guard let scheme = scheme(url) else { return nil }
        switch scheme {
        case "http", "https": return url.dropFirst(scheme.count).hasPrefix("://") ? .remote(url) : nil
        case "cid": return .part(percentDecoded(String(url.dropFirst(4))))
        case "data":
            let head = url.prefix(64).lowercased()
            let kinds = ["png", "gif", "jpeg", "jpg", "webp", "bmp", "avif"]
            guard kinds.contains(where: { head.hasPrefix("data:image/\($0);base64,") }), url.utf8.count <= 4 << 20 else { return nil }
            let body = url[url.index(after: url.firstIndex(of: ",")!)...]
            let isBase64 = body.utf8.allSatisfy {
                ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 43 || $0 == 47 || $0 == 61 || $0 == 37 || $0 == 45
                    || $0 == 95
            }
            return isBase64 ? .data(url) : nil
        default: return nil
        }
    }

    /// As a browser reads it: outer blanks and controls off, tabs and line ends inside gone. Nil when other controls remain.
    private static func plain(_ raw: String) -> String? {
        var out = String.UnicodeScalarView()
        for scalar in raw.trimmed.unicodeScalars where scalar.value != 9 && scalar.value != 10 && scalar.value != 13 {
            guard scalar.value >= 32, scalar.value != 127, !(0x80..<0xA0).contains(scalar.value), !(0x202A...0x202E).contains(scalar.value),
                !(0x2066...0x2069).contains(scalar.value)
            else { return nil }
            out.append(scalar)
        }
        return String(out)
    }

    private static func scheme(_ url: String) -> String? {
        let head = url.utf8.prefix { ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 43 || $0 == 45 || $0 == 46 }
        guard head.endIndex < url.utf8.endIndex, url.utf8[head.endIndex] == 58, let first = head.first, (first | 32) >= 97 else {
            return nil
        }
        return String(decoding: head, as: UTF8.self).lowercased()
    }

    /// Without fields that would add files or other headers (only those of RFC 6068 2 that people mean).
    private static func mailto(_ url: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1)
        guard parts.count == 2 else { return url }
        let kept = parts[1].split(separator: "&").filter { field in
            ["to", "cc", "bcc", "subject", "body", "in-reply-to"].contains(field.prefix { $0 != "=" }.lowercased())
        }
        return parts[0] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    static func percentDecoded(_ text: String) -> String {
        var out: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == 37, rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                out.append(value)
                rest = rest.dropFirst(2)
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
