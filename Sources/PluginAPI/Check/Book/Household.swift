import Core
import Foundation

/// A server's answers to what a plugin asks: its own data and settings are real, mail and the web are made up.
struct Household {
    /// One answer, or a piece of one.
    struct Piece: Equatable {
        var status: Int32
        var bytes: [UInt8]

        static func end(_ text: String = "") -> Piece { Piece(status: Status.ok, bytes: Array(text.utf8)) }
        static func end(_ bytes: [UInt8]) -> Piece { Piece(status: Status.ok, bytes: bytes) }
        static func more(_ text: String) -> Piece { Piece(status: Status.more, bytes: Array(text.utf8)) }
        static func failure(_ status: Int32, _ why: String) -> Piece { Piece(status: status, bytes: Array(why.utf8)) }
    }

    private let subject: Subject
    private var values: [String: [UInt8]] = [:]
    /// Whether the body of a large request was given its one piece; its end comes next.
    private var hasPiece = false

    init(_ subject: Subject) { self.subject = subject }

    /// What a verb answers, in pieces; the last ends it.
    mutating func answer(_ verb: String, _ arguments: [[UInt8]]) -> [Piece] {
        let texts = arguments.map { String(decoding: $0, as: UTF8.self) }
        func text(_ index: Int) -> String { index < texts.count ? texts[index] : "" }
        switch verb {
        case "settings.get/1": return [.end(Household.settings(subject, text(0).isEmpty ? "admin" : "user").text)]
        case "kv.get/1":
            guard let value = values[text(0) + "\0" + text(1)] else { return [.failure(Status.notFound, "no such key")] }
            return [.end(value)]
        case "kv.put/1":
            values[text(0) + "\0" + text(1)] = arguments.count > 2 ? arguments[2] : []
            return [.end()]
        case "kv.delete/1":
            values[text(0) + "\0" + text(1)] = nil
            return [.end()]
        case "kv.list/1":
            let keys = values.keys.filter { $0.hasPrefix(text(0) + "\0" + text(1)) }.map { $0.drop { $0 != "\0" }.dropFirst() }.sorted()
            return [.end(JSON.array(keys.map { .string(String($0)) }).text)]
        case "http.fetch/1":
            guard let url = (try? JSON(parsing: arguments.first ?? []))?["url"]?.string, let host = URL(string: url)?.host,
                url.hasPrefix("https://")
            else { return [.failure(Status.invalid, "url must be https://host/…")] }
            guard subject.reaches(host) else { return [.failure(Status.denied, "http.fetch/1 to \(host) needs the grant http:\(host)")] }
            return [
                .more("{\"status\":200,\"headers\":{\"content-type\":\"application/json\"}}"), .more("{\"id\":\"1\","),
                .end("\"ok\":true}"),
            ]
        case "crypto.random/1": return [.end((0..<(Int(text(0)) ?? 16)).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) })]
        case "crypto.seal/1": return [.end(Array("sealed:".utf8) + (arguments.count > 1 ? arguments[1] : []))]
        case "crypto.open/1":
            guard text(1).hasPrefix("sealed:") else { return [.failure(Status.invalid, "not sealed here")] }
            return [.end(Array(arguments[1].dropFirst(7)))]
        case "crypto.hmac/1": return [.end([UInt8](repeating: 0xA5, count: 32))]
        case "route.body/1":
            guard text(0) == "1" else { return [.failure(Status.notFound, "no such body, or it is over")] }
            hasPiece.toggle()
            return [hasPiece ? .end([UInt8](repeating: 0x61, count: 65_536)) : .end()]
        case "mail.call/1":
            let request = (try? JSON(parsing: arguments.count > 1 ? arguments[1] : [])) ?? [:]
            let methods = (request["methodCalls"]?.array ?? []).compactMap { $0.array?.first?.string }
            guard !methods.isEmpty else { return [.failure(Status.invalid, "no methodCalls")] }
            if let closed = methods.first(where: { !subject.calls($0) }) {
                return [.failure(Status.denied, "\(closed) is not among the methods of its manifest")]
            }
            return [.end(Household.jmap(request).text)]
        case "mail.source/1":
            return [.more("From: survey@example.test\r\nSubject: Boathouse survey\r\n\r\n"), .end("Attached is the invoice.\r\n")]
        case "mail.part/1":
            return [
                .more("{\"type\":\"text/plain\",\"name\":\"note.txt\",\"size\":24,\"charset\":\"utf-8\"}"),
                .end("Attached is the invoice."),
            ]
        case "users.get/1", "users.verify/1":
            let id = verb == "users.get/1" ? text(0) : "u1"
            return [
                .end("{\"id\":\"\(id == "u2" ? "u2" : "u1")\",\"username\":\"office\",\"displayName\":\"Site Office\",\"admin\":false}")
            ]
        case "users.signin/1": return [.end("{\"redirect\":\"/signin/once/abc\"}")]
        case "accounts.list/1": return [.end("[{\"id\":\"a1\",\"name\":\"Work\",\"email\":\"office@example.test\"}]")]
        default: return [.end()]
        }
    }

    /// The values of the settings form, as a server hands them out before anybody changed them: defaults, and something plausible for the rest.
    static func settings(_ subject: Subject, _ audience: String) -> JSON {
        var values: [String: JSON] = [:]
        for (key, field) in subject.members["settings"]?[audience]?.object ?? [:] {
            values[key] = field["default"] ?? sample(field)
        }
        return .object(values)
    }

    private static func sample(_ field: JSON) -> JSON {
        switch field["type"]?.string {
        case "number": field["min"] ?? 1
        case "boolean": false
        case "choice": field["choices"]?.array?.first?["value"] ?? ""
        case "url": "https://example.org/"
        case "email": "office@example.test"
        default: "sample"
        }
    }
}

/// The statuses of the ABI.
enum Status {
    static let ok: Int32 = 0
    static let more: Int32 = 1
    static let failed: Int32 = -1
    static let invalid: Int32 = -2
    static let unsupported: Int32 = -3
    static let denied: Int32 = -4
    static let notFound: Int32 = -5
    static let conflict: Int32 = -6
    static let unavailable: Int32 = -7
    static let timeout: Int32 = -8
    static let cancelled: Int32 = -9
    static let tooLarge: Int32 = -10

    static let failures: [Int32] = Array((-10)...(-1))

    static func name(_ status: Int32) -> String {
        switch status {
        case ok: "OK"
        case more: "MORE"
        case failed: "FAILED"
        case invalid: "INVALID"
        case unsupported: "UNSUPPORTED"
        case denied: "DENIED"
        case notFound: "NOT_FOUND"
        case conflict: "CONFLICT"
        case unavailable: "UNAVAILABLE"
        case timeout: "TIMEOUT"
        case cancelled: "CANCELLED"
        case tooLarge: "TOO_LARGE"
        default: "status \(status)"
        }
    }
}
