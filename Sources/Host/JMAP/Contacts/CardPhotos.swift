import Core
import Store

/// The pictures and sounds inside cards: blobs to clients, data URIs in vCards.
enum CardPhotos {
    /// The card with blob ids in place of data URIs (RFC 9610 3).
    static func outward(_ json: JSON, _ card: CardID) -> JSON {
        guard case .object(var media)? = json["media"] else { return json }
        for (key, entry) in media {
            guard var members = entry.object, let uri = members["uri"]?.string, uri.hasPrefix("data:") else { continue }
            members["uri"] = nil
            members["blobId"] = .string(name(card, uri))
            if members["mediaType"] == nil { members["mediaType"] = .string(type(uri)) }
            media[key] = .object(members)
        }
        var out = json
        out["media"] = .object(media)
        return out
    }

    /// `c7-` and the digest of a data URI: another picture is another blob.
    static func name(_ card: CardID, _ uri: String) -> String { "\(card)-\(CardTable.etag(Array(uri.utf8)))" }

    private static func type(_ uri: String) -> String {
        let type = uri.dropFirst(5).prefix { $0 != ";" && $0 != "," }
        return type.isEmpty ? "application/octet-stream" : String(type)
    }
}
