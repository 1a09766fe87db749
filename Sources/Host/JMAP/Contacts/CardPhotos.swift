import Contact
import Core
import Store

/// The pictures and sounds inside cards: blobs to clients, data URIs in vCards.
struct CardPhotos {
    let sql: any SQLConnection
    let user: UserID

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

    /// The card with data URIs in place of blob ids: uploads, and pictures of cards of the user. Throws `blobNotFound`.
    func inward(_ json: JSON) throws -> JSON {
        guard case .object(var media)? = json["media"] else { return json }
        for (key, entry) in media {
            guard var members = entry.object, let blob = members["blobId"] else { continue }
            guard let text = blob.string, members["uri"] == nil else {
                throw SetError.property("media", "A medium has a “uri” or a “blobId”.")
            }
            members["blobId"] = nil
            let said = members["mediaType"]?.string
            let uri: String
            switch BlobName(text) {
            case .upload(let id): uri = try upload(id, said, text)
            case .photo(let card, let digest): uri = try CardPhotos.uri(sql, user, card, digest) ?? { throw CardPhotos.missing(text) }()
            default: throw CardPhotos.missing(text)
            }
            // The URI says the type itself.
            if said == CardPhotos.type(uri) { members["mediaType"] = nil }
            members["uri"] = .string(uri)
            media[key] = .object(members)
        }
        var out = json
        out["media"] = .object(media)
        return out
    }

    private func upload(_ id: BlobID, _ said: String?, _ text: String) throws -> String {
        guard let head = try BlobTable.head(sql, user: user, id) else { throw CardPhotos.missing(text) }
        guard head.size <= ContactLimits.cardSize * 3 / 4 else { throw SetError("tooLarge", "A picture in a contact has at most 750 KB.") }
        guard let bytes = try BlobTable.bytes(sql, id) else { throw CardPhotos.missing(text) }
        return DataURI.uri(bytes, type: Blobs.mediaType(said ?? head.type))
    }

    private static func missing(_ text: String) -> SetError {
        SetError("blobNotFound", members: ["notFound": [.string(String(text.prefix(100)))]])
    }

    /// The data URI of a card of a user that has a digest; nil when there is none any more.
    static func uri(_ sql: any SQLConnection, _ user: UserID, _ card: CardID, _ digest: String) throws(Failure) -> String? {
        guard try CardTable.get(sql, user: user, [card])[card] != nil, let bytes = try CardTable.bytes(sql, card),
            let read = try? VCard(bytes)
        else { return nil }
        let media = CardReading(read).json["media"]?.object ?? [:]
        return media.values.lazy.compactMap { $0["uri"]?.string }.first {
            $0.hasPrefix("data:") && CardTable.etag(Array($0.utf8)) == digest
        }
    }

    /// `c7-` and the digest of a data URI: another picture is another blob.
    static func name(_ card: CardID, _ uri: String) -> String { "\(card)-\(CardTable.etag(Array(uri.utf8)))" }

    private static func type(_ uri: String) -> String {
        let type = uri.dropFirst(5).prefix { $0 != ";" && $0 != "," }
        return type.isEmpty ? "application/octet-stream" : String(type)
    }
}
