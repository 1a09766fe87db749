import CGMimeFace

/// The structure of a message as read by GMime, with a way to the bytes of each part. Lives for one reading.
final class MimeTree {
    /// More parts than this are left out: each costs time whenever the message is shown, and no person sends so many.
    static let maxParts = 1_000
    /// Deeper parts than this are left out.
    static let maxDepth = 64

    let root: MimePart
    private let tree: OpaquePointer
    private let bytes: UnsafeBufferPointer<UInt8>
    private let indexes: [String: Int]

    /// Reads the structure; `bytes` must outlive it. Nil when there is none, or far too much of it.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 0, MimeTree.isSane(bytes),
            let tree = mf_tree_read(bytes.baseAddress, bytes.count, Int32(MimeTree.maxParts), Int32(MimeTree.maxDepth))
        else { return nil }
        self.tree = tree
        self.bytes = bytes
        let count = Int(mf_tree_count(tree))
        // A multipart without a single part is broken: its text must not be lost.
        guard count > 1 || (count == 1 && Int(mf_tree_parts(tree)[0].kind) != MF_MULTIPART) else {
            mf_tree_free(tree)
            return nil
        }
        let parts = UnsafeBufferPointer(start: mf_tree_parts(tree), count: count)
        var children = [[Int]](repeating: [], count: count)
        for (index, part) in parts.enumerated() where part.parent >= 0 { children[Int(part.parent)].append(index) }
        var indexes: [String: Int] = [:]

        func value(_ index: Int, _ number: String) -> MimePart {
            let part = parts[index]
            let multipart = Int(part.kind) == MF_MULTIPART
            var type = MimeType.clean(part.type)
            if type.hasPrefix("multipart/") != multipart { type = multipart ? "multipart/mixed" : "application/octet-stream" }
            let id = multipart ? nil : (number.isEmpty ? "1" : number)
            if let id { indexes[id] = index }
            var size = Int(part.end) - Int(part.start)
            let encoding = String(orNil: part.encoding) ?? "7bit"
            if Int(part.kind) == MF_MESSAGE {
                let message = mf_tree_message(tree, Int32(index))
                size = message.length
                mf_bytes_free(message)
            } else if encoding == "base64" || encoding == "quoted-printable" {
                size = MimeTree.decodedSize(encoding, UnsafeBufferPointer(rebasing: bytes[Int(part.start)..<Int(part.end)]))
            }
            return MimePart(
                partId: id, type: type,
                charset: type.hasPrefix("text/") ? String(orNil: part.charset) ?? "us-ascii" : String(orNil: part.charset),
                disposition: String(orNil: part.disposition), name: String(orNil: part.name).map(HeaderText.clean),
                cid: String(orNil: part.cid).map { $0.trimmingBrackets },
                language: String(orNil: part.language)?.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init),
                location: String(orNil: part.location).map(HeaderText.clean), size: size, encoding: encoding,
                header: part.header >= 0 ? Int(part.header) : nil,
                subParts: children[index].enumerated().map { offset, child in
                    value(child, number.isEmpty ? "\(offset + 1)" : "\(number).\(offset + 1)")
                })
        }
        root = value(0, "")
        self.indexes = indexes
    }

    deinit { mf_tree_free(tree) }

    /// The decoded bytes of a part; nil when there is no such part.
    func content(_ partId: String, limit: Int = .max) -> [UInt8]? {
        guard let index = indexes[partId] else { return nil }
        let part = mf_tree_parts(tree)[index]
        if Int(part.kind) == MF_MESSAGE { return [UInt8](taking: mf_tree_message(tree, Int32(index))) }
        let length = min(Int(part.end) - Int(part.start), limit)
        guard length > 0, let base = bytes.baseAddress else { return [] }
        return [UInt8](taking: mf_decode_transfer(part.encoding, base + Int(part.start), length))
    }

    /// Counts the lines that look like boundaries, so that a bomb of tiny parts is not even read.
    private static func isSane(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count > 200_000 else { return true }
        var dashes = 0
        var at = 0
        while at + 2 < bytes.count {
            if bytes[at] == 10, bytes[at + 1] == 45, bytes[at + 2] == 45 { dashes += 1 }
            at += 1
        }
        return dashes < 100_000
    }

    /// Counted for base64 and quoted-printable without decoding.
    private static func decodedSize(_ encoding: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var padding = 0
        if encoding == "base64" {
            for byte in bytes {
                if byte == 61 { padding += 1 } else if byte > 42, byte < 123 { count += 1 }
            }
            return count * 3 / 4
        }
        for byte in bytes { if byte == 61 { padding += 1 } }
        return max(0, bytes.count - 2 * padding)
    }
}

extension String {
    init?(orNil pointer: UnsafePointer<CChar>?) {
        guard let pointer else { return nil }
        self.init(cString: pointer)
    }

    var trimmingBrackets: String {
        var text = self[...]
        while text.first == "<" || text.first == " " { text.removeFirst() }
        while text.last == ">" || text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// Media types as they may be shown and served.
enum MimeType {
    /// Lower case `type/subtype` of two tokens (RFC 2045 5.1); `application/octet-stream` for anything else.
    static func clean(_ pointer: UnsafePointer<CChar>?) -> String {
        let text = String(orNil: pointer) ?? ""
        var slashes = 0
        for byte in text.utf8 {
            switch byte {
            case 47: slashes += 1
            case 97...122, 48...57, 33, 35, 36, 38, 43, 45, 46, 94, 95: break
            default: return "application/octet-stream"
            }
        }
        guard slashes == 1, text.utf8.count <= 127, text.utf8.first != 47, text.utf8.last != 47 else { return "application/octet-stream" }
        return text
    }
}
