/// What form of a card a client accepts (RFC 7231 5.3.2, RFC 6352 5.1.1).
enum Accept {
    /// The version to convert to; nil for the card as it is. Fails with 406 when no form is accepted.
    static func version(_ header: String?, stored: () -> String) throws(Refusal) -> String? {
        guard let header, !header.isEmpty else { return nil }
        var best: (quality: Double, version: String?)?
        for range in header.split(separator: ",") {
            let parts = range.split(separator: ";").map { Text.trim($0).lowercased() }
            guard let type = parts.first, ["text/vcard", "text/x-vcard", "text/directory", "text/*", "*/*"].contains(type) else { continue }
            var quality = 1.0
            var version: String?
            for parameter in parts.dropFirst() {
                if parameter.hasPrefix("q=") { quality = Double(parameter.dropFirst(2)) ?? 0 }
                if parameter.hasPrefix("version=") { version = String(parameter.dropFirst(8).filter { $0 != "\"" }) }
            }
            guard quality > 0, version.map(CardHead.versions.contains) ?? true, quality > best?.quality ?? 0 else { continue }
            best = (quality, version)
        }
        guard let best else {
            throw Refusal(406, "Cards are given as text/vcard, version 3.0 or 4.0.", .card("supported-address-data-conversion"))
        }
        guard let version = best.version, version != stored() else { return nil }
        return version
    }
}
