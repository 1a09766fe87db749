import Core
import JMAP
import Mail
import Net
import Web

extension MailBodies {
    /// Bodies from the messages themselves, and pictures through the guarded client.
    static func mail(_ dispatcher: Dispatcher, http: GuardedHTTP) -> MailBodies {
        MailBodies(
            body: { person, email, links async throws(Failure) in
                guard let id = EmailID(email) else { throw Failure(.notFound, "email id", message: "This message is not there any more.") }
                let raw = try await dispatcher.blobs.open(user: person.id, account: "all", blob: id.description).bytes
                return MessageBody(raw: raw, email: id, links: links).body
            },
            picture: { url, limit async throws(Failure) in
                let answer = try await http.fetch(
                    HTTPFetch(url, headers: [("accept", "image/*")], maxBytes: limit, timeout: 15, maxRedirects: 3))
                guard answer.status == 200 else { throw Failure(.unavailable, "picture answered \(answer.status)") }
                return answer.body
            })
    }
}

/// The body of one message as HTML for a frame: its parts one under the other, cleaned, text made into HTML.
private struct MessageBody {
    let raw: [UInt8]
    let email: EmailID
    let links: MailBodies.Links

    var body: MailBodies.Body {
        let structure = MessageParser.structure(raw)
        let parts = BodyLists(structure).html
        let files = structure.leaves
        let isHTML = parts.contains { $0.type == "text/html" }
        let contents = MessageParser.parts(raw, parts.filter { $0.type.hasPrefix("text/") }.compactMap(\.partId))
        var html = "", blocked = 0
        for part in parts {
            if let content = contents.first(where: { $0.part.partId == part.partId }) {
                let text = String(decoding: content.bytes, as: UTF8.self)
                guard part.type == "text/html" else {
                    html += "<div class=\"text\">\(PlainText.html(text))</div>"
                    continue
                }
                let clean = cleaned(text, files)
                html += clean.html
                if !showsRemote { blocked += clean.remoteImageCount - clean.blockedTrackers }
            } else if part.type.hasPrefix("image/"), let url = part.partId.flatMap({ links.part("\(email)-\($0)") }) {
                html += "<p><img src=\"\(url.replacing("&", with: "&amp;"))\" alt=\"\"></p>"
            }
        }
        return MailBodies.Body(html: html, isHTML: isHTML, blocked: blocked)
    }

    private var showsRemote: Bool { links.remote("https://example.org/") != nil }

    private func cleaned(_ html: String, _ files: [MimePart]) -> CleanHTML {
        let (links, email, allowed) = (links, email, showsRemote)
        let byCID = Dictionary(files.compactMap { file in file.cid.flatMap { cid in file.partId.map { (cid, $0) } } }) { first, _ in first }
        return HTMLPolicy.clean(
            html,
            .init(
                allowRemote: allowed,
                cidURL: { cid in byCID[cid].flatMap { links.part("\(email)-\($0)") } },
                remoteURL: { url in links.remote(url) })
        )
    }
}
