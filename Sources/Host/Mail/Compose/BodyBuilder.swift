import CGMimeFace
import Core
import Foundation

/// The body of an outgoing message: alternative inside related inside mixed, each only where needed.
enum BodyBuilder {
    static func root(_ message: OutgoingMessage) throws(Failure) -> OpaquePointer {
        var inline = message.attachments.filter { $0.cid != nil && message.html != nil }
        let files = message.attachments.filter { $0.cid == nil || message.html == nil }
        var body: OpaquePointer
        if let html = message.html {
            let (html, pictures) = DataImages.extract(html, at: message.messageId)
            inline += pictures
            let alternative = mf_node_multipart("alternative")!
            let plain = message.text ?? HTMLText.text(html)
            mf_node_add(alternative, text("plain", plain.isEmpty ? "\n" : plain))
            var htmlNode = text("html", html)
            if !inline.isEmpty {
                let related = mf_node_multipart("related")!
                mf_node_parameter(related, "type", "text/html")
                mf_node_add(related, htmlNode)
                do throws(Failure) { try add(inline, to: related, "inline") } catch {
                    mf_node_free(related)
                    mf_node_free(alternative)
                    throw error
                }
                htmlNode = related
            }
            mf_node_add(alternative, htmlNode)
            body = alternative
        } else {
            body = text("plain", message.text ?? "")
        }
        guard !files.isEmpty else { return body }
        let mixed = mf_node_multipart("mixed")!
        mf_node_add(mixed, body)
        do throws(Failure) { try add(files, to: mixed, "attachment") } catch {
            mf_node_free(mixed)
            throw error
        }
        return mixed
    }

    private static func text(_ subtype: String, _ text: String) -> OpaquePointer {
        LineEnds.lf(text).withUnsafeBufferPointer { mf_node_text(subtype, $0.baseAddress, $0.count)! }
    }

    private static func add(_ attachments: [OutgoingMessage.Attachment], to multipart: OpaquePointer, _ disposition: String) throws(Failure)
    {
        for attachment in attachments {
            let type = attachment.type.lowercased().withCString { MimeType.clean($0) }
            let parts = type.split(separator: "/")
            let kind = parts[0] == "multipart" ? ["application", "octet-stream"] : parts.map(String.init)
            let name = FileName.safe(attachment.name, type: type)
            let cid = attachment.cid.map { String($0.unicodeScalars.filter { $0.value > 32 && $0.value < 127 && $0 != "<" && $0 != ">" }) }
            var node: OpaquePointer?
            // A message inside the message is not encoded: its own line ends are made whole first.
            var content = attachment.content
            if kind[0] == "message", case .file(let url) = content, let bytes = try? Data(contentsOf: url) {
                content = .bytes([UInt8](bytes))
            }
            switch content {
            case .bytes(let bytes):
                let bytes = kind[0] == "message" ? LineEnds.crlf(bytes) : bytes
                node = bytes.withUnsafeBufferPointer {
                    mf_node_data(kind[0], kind[1], disposition, name, cid, $0.baseAddress, $0.count, nil)
                }
            case .file(let url): node = mf_node_data(kind[0], kind[1], disposition, name, cid, nil, 0, url.path)
            }
            guard let node else {
                throw Failure(
                    .notFound, "attachment file is missing", message: "The attachment “\(name)” is not there any more. Attach it again.")
            }
            mf_node_add(multipart, node)
        }
    }
}

/// Pictures written into the HTML as `data:` become parts of the message.
enum DataImages {
    /// The HTML with `cid:` addresses, and the pictures.
    static func extract(_ html: String, at messageId: String) -> (String, [OutgoingMessage.Attachment]) {
        guard html.contains("data:image/") else { return (html, []) }
        let domain = messageId.split(separator: "@").last.map(String.init) ?? "localhost"
        var out = ""
        var pictures: [OutgoingMessage.Attachment] = []
        var rest = html[...]
        while let found = rest.range(of: "data:image/") {
            let before = rest[..<found.lowerBound]
            guard let quote = before.last, quote == "\"" || quote == "'", let end = rest[found.lowerBound...].firstIndex(of: quote),
                pictures.count < 200, let picture = picture(rest[found.lowerBound..<end], pictures.count, domain)
            else {
                out += rest[..<found.upperBound]
                rest = rest[found.upperBound...]
                continue
            }
            out += before + "cid:" + (picture.cid ?? "")
            pictures.append(picture)
            rest = rest[end...]
        }
        return (out + rest, pictures)
    }

    private static func picture(_ url: Substring, _ number: Int, _ domain: String) -> OutgoingMessage.Attachment? {
        guard let comma = url.firstIndex(of: ","), url[..<comma].hasSuffix(";base64") else { return nil }
        let kind = String(url[..<comma].dropFirst("data:image/".count).dropLast(";base64".count)).lowercased()
        guard ["png", "gif", "jpeg", "jpg", "webp", "bmp", "avif"].contains(kind),
            let data = Data(base64Encoded: String(url[url.index(after: comma)...]), options: .ignoreUnknownCharacters), !data.isEmpty
        else { return nil }
        let ext = kind == "jpeg" ? "jpg" : kind
        var generator = SystemRandomNumberGenerator()
        let random: UInt64 = generator.next()
        return .init(
            name: "image\(number + 1).\(ext)", type: "image/\(kind == "jpg" ? "jpeg" : kind)", content: .bytes(Array(data)),
            cid: "image\(number + 1).\(String(random, radix: 36))@\(domain)")
    }
}
