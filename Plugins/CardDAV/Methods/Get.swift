/// GET and HEAD of a card.
struct Get: Sendable {
    let home: Home
    let call: Call

    /// The card, byte for byte, or in the version that Accept asks for.
    func answer(_ segment: String, _ name: String) async throws -> Reply {
        guard let card = try await home.card(name, in: segment) else { throw Refusal.nothing }
        try Conditions(call).check(tag: card.member.etag, changed: card.member.changed, reading: true)
        var headers = ["content-type": "text/vcard; charset=utf-8", "etag": EntityTag.quoted(card.member.etag), "vary": "accept"]
        if let changed = card.member.changed { headers["last-modified"] = HTTPDate.text(changed) }
        guard let wish = try Accept.version(call["accept"], stored: { CardHead.version(of: card.text) }) else {
            return Reply(200, headers: headers, body: .bytes(card.text))
        }
        // Another text than the one that is stored: it has no tag, or a client would send it back over the stored one.
        headers["etag"] = nil
        return Reply(200, headers: headers, body: .bytes(CardVersion.convert(card.text, to: wish)))
    }
}
