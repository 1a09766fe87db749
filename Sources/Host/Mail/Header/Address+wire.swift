import CGMimeFace
public import Core

extension Address {
    /// The address as SMTP and headers take it: the domain in ASCII (IDNA 2008), the local part as it is. Throws `invalid` for what is no
    /// address: controls, blanks, no `@`, a broken domain, too long (RFC 5321 4.5.3.1).
    public func wire() throws(Failure) -> String {
        func refuse(_ why: String) -> Failure { Failure(.invalid, "address: \(why)", message: "“\(shown)” is not an e-mail address.") }
        guard let at = email.lastIndex(of: "@") else { throw refuse("no @") }
        let local = email[..<at]
        let domain = email[email.index(after: at)...]
        guard !local.isEmpty, local.utf8.count <= 64, !domain.isEmpty else { throw refuse("empty or long local part") }
        guard
            local.unicodeScalars.allSatisfy({
                $0.value > 32 && $0.value != 127 && !(0x80..<0xA0).contains($0.value) && !"<>()[],;:\\\"@".unicodeScalars.contains($0)
            })
        else { throw refuse("local part") }
        if domain.hasPrefix("[") {
            guard domain.hasSuffix("]"),
                domain.utf8.dropFirst().dropLast().allSatisfy({ $0 >= 48 && $0 <= 58 || ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 == 46 })
            else { throw refuse("literal") }
            return email
        }
        guard domain.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 && !"<>()[],;:\\\"@/".unicodeScalars.contains($0) })
        else { throw refuse("domain") }
        var ascii = String(domain).lowercased()
        if !ascii.utf8.allSatisfy({ $0 < 128 }) { ascii = String(taking: mf_domain_ascii(String(domain))) }
        guard !ascii.isEmpty, ascii.utf8.count <= 253,
            ascii.split(separator: ".", omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 }),
            ascii.utf8.allSatisfy({ $0 >= 97 && $0 <= 122 || $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 46 || $0 == 95 })
        else { throw refuse("domain") }
        return "\(local)@\(ascii)"
    }

    /// Whether the local part needs SMTPUTF8 (RFC 6531).
    public var needsSMTPUTF8: Bool { email.prefix { $0 != "@" }.utf8.contains { $0 >= 128 } }

    private var shown: String { String(HeaderText.clean(email).prefix(80)) }

    /// `Name <local@domain>` for people and logs, quoted where the name needs it.
    public var text: String {
        guard !name.isEmpty else { return email }
        let isPlain = name.unicodeScalars.allSatisfy { !"()<>[]:;@\\,.\"".unicodeScalars.contains($0) && $0.value >= 32 }
        let quoted = isPlain ? name : "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        return "\(quoted) <\(email)>"
    }
}
