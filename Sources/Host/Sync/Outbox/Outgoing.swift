import Core
import Mail
import Store

/// What of a stored message may leave.
enum Outgoing {
    private static let pieceSize = 256 << 10

    /// A copy of a message as it may leave: without its Bcc fields (RFC 5322 3.6.3), every line ended by CRLF. Only its header is ever whole in memory.
    /// `headers` are fields to be set, or with null taken out.
    static func parcel(_ file: ScratchFile, headers: JSON = [:], in scratch: ScratchFolder) async throws(Failure) -> ScratchFile {
        let copy = try scratch.file()
        var header: [UInt8] = []
        var lines = LineEnds.Stream()
        var isInHeader = true
        var at: Int64 = 0
        while true {
            let piece = try await file.bytes(at: at, pieceSize)
            at += Int64(piece.count)
            if isInHeader {
                let from = max(0, header.count - 3)
                header += piece
                guard let end = headerEnd(header, from: from) ?? (piece.isEmpty ? header.count : nil) else { continue }
                isInHeader = false
                try await copy.append(lines.take(changed(withoutBcc(header[..<end]), headers)))
                try await copy.append(lines.take(header[end...]))
                header = []
            } else {
                try await copy.append(lines.take(piece))
            }
            if piece.isEmpty { break }
        }
        try await copy.append(lines.end())
        return copy
    }

    /// Where the body begins; nil while the empty line has not come.
    private static func headerEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        // No header at all.
        if bytes.first == 10 { return 1 }
        if bytes.starts(with: [13, 10]) { return 2 }
        var at = start
        while at < bytes.count {
            if bytes[at] == 10, at + 1 < bytes.count {
                if bytes[at + 1] == 10 { return at + 2 }
                if bytes[at + 1] == 13, at + 2 < bytes.count, bytes[at + 2] == 10 { return at + 3 }
            }
            at += 1
        }
        return nil
    }

    /// A header without its Bcc fields.
    static func withoutBcc(_ header: ArraySlice<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(header.count)
        var at = header.startIndex
        var isSkipping = false
        while at < header.endIndex {
            var next = at
            while next < header.endIndex, header[next] != 10 { next += 1 }
            next = min(next + 1, header.endIndex)
            if header[at] != 32, header[at] != 9 { isSkipping = isBcc(header[at..<next]) }
            if !isSkipping { out += header[at..<next] }
            at = next
        }
        return out
    }

    /// A header in which some fields are set or taken out; the body's empty line stays last.
    static func changed(_ header: [UInt8], _ fields: JSON) -> [UInt8] {
        let wanted = Dictionary((fields.object ?? [:]).map { ($0.key.lowercased(), $0) }) { $1 }
        guard !wanted.isEmpty else { return header }
        var out: [UInt8] = []
        for (_, field) in wanted.sorted(by: { $0.key < $1.key }) {
            if let value = field.value.string { out += Array("\(field.key): \(value)\r\n".utf8) }
        }
        var at = 0
        var isSkipping = false
        while at < header.count {
            var next = at
            while next < header.count, header[next] != 10 { next += 1 }
            next = min(next + 1, header.count)
            let line = header[at..<next]
            if header[at] == 13 || header[at] == 10 {
                isSkipping = false
            } else if header[at] != 32, header[at] != 9 {
                let name = String(decoding: line.prefix { $0 != 58 && $0 > 32 }, as: UTF8.self).lowercased()
                isSkipping = wanted[name] != nil
            }
            if !isSkipping { out += line }
            at = next
        }
        return out
    }

    private static func isBcc(_ line: ArraySlice<UInt8>) -> Bool {
        guard let colon = line.firstIndex(of: 58) else { return false }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let bare = name.prefix { $0 != " " && $0 != "\t" }
        return ["bcc", "resent-bcc"].contains(bare) && name.dropFirst(bare.count).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
