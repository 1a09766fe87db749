import Core
import Mail

/// A `header:Name[:asForm][:all]` property (RFC 8621 4.1.3).
struct HeaderProperty: Hashable {
    /// How the value is given (RFC 8621 4.1.2).
    enum Form: String, CaseIterable {
        case raw = "asRaw"
        case text = "asText"
        case addresses = "asAddresses"
        case groups = "asGroupedAddresses"
        case messageIDs = "asMessageIds"
        case date = "asDate"
        case urls = "asURLs"
    }

    /// The property as the client wrote it.
    let property: String
    let name: String
    let form: Form
    let all: Bool

    /// Reads the property; nil when it is malformed or the form is not one for that field.
    init?(_ property: String) {
        let parts = property.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count), parts[0] == "header", !parts[1].isEmpty, parts[1].utf8.count <= 998 else { return nil }
        guard parts[1].utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        var rest = parts[2...]
        var form = Form.raw
        if let first = rest.first, first != "all" {
            guard let named = Form(rawValue: String(first)) else { return nil }
            form = named
            rest = rest.dropFirst()
        }
        all = rest.first == "all"
        guard rest.count == (all ? 1 : 0) else { return nil }
        self.property = property
        name = String(parts[1])
        self.form = form
        if form != .raw, let allowed = HeaderProperty.forms[name.lowercased()], !allowed.contains(form) { return nil }
    }

    /// The forms of the fields that RFC 5322 and RFC 2369 define; other fields have every form.
    private static let forms: [String: Set<Form>] = {
        var forms: [String: Set<Form>] = [:]
        for name in [
            "from", "sender", "reply-to", "to", "cc", "bcc", "resent-from", "resent-sender", "resent-reply-to", "resent-to", "resent-cc",
            "resent-bcc",
        ] {
            forms[name] = [.addresses, .groups]
        }
        for name in ["message-id", "in-reply-to", "references", "resent-message-id"] { forms[name] = [.messageIDs] }
        for name in ["date", "resent-date"] { forms[name] = [.date] }
        for name in ["list-help", "list-unsubscribe", "list-subscribe", "list-post", "list-owner", "list-archive"] { forms[name] = [.urls] }
        for name in ["subject", "comments", "keywords", "list-id"] { forms[name] = [.text] }
        for name in ["return-path", "received"] { forms[name] = [] }
        return forms
    }()

    /// The value in a header.
    func value(_ block: HeaderBlock) -> JSON {
        let values = block.values(named: name)
        guard all else { return values.last.map(json) ?? nil }
        return .array(values.map(json))
    }

    private func json(_ value: ArraySlice<UInt8>) -> JSON {
        switch form {
        case .raw: .string(String(decoding: value.filter { $0 != 0 }, as: UTF8.self))
        case .text: .string(HeaderText.decode(value))
        case .addresses: .array(AddressList.parse(value).map(\.json))
        case .groups:
            .array(
                AddressList.groups(value).map {
                    ["name": $0.name.map { .string($0) } ?? nil, "addresses": .array($0.addresses.map(\.json))]
                })
        case .messageIDs: HeaderText.messageIds(value).map { .array($0.map { .string($0) }) } ?? nil
        case .date: SentDate(value).map { .string($0.text) } ?? nil
        case .urls: HeaderText.urls(value).map { .array($0.map { .string($0) }) } ?? nil
        }
    }
}
