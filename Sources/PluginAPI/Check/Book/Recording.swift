public import Core
import Foundation

/// What a plugin was asked, what it answered, and what the host answered it, in order; one JSON object a line.
public struct Recording: Sendable, Equatable {
    /// One line.
    enum Entry: Sendable, Equatable {
        case asked(Question)
        /// The plugin's answer to question number so and so, whole.
        case answered(Int, Int32, [UInt8])
        /// The host's answer to the plugin's call number so and so.
        case host(String, [Household.Piece])
    }

    var entries: [Entry] = []

    init() {}

    /// Reads a file. Fails with `notFound` or `invalid`.
    public init(reading path: String) throws(Failure) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure(.notFound, path, message: "\(path) cannot be read.")
        }
        for (number, line) in text.split(separator: "\n").enumerated() {
            guard let json = try? JSON(parsing: Array(line.utf8)), let entry = Recording.entry(json) else {
                throw Failure(.invalid, "\(path):\(number + 1)", message: "Line \(number + 1) of \(path) is not a line of a recording.")
            }
            entries.append(entry)
        }
    }

    /// Writes a file, in the place of one that is there.
    public func write(to path: String) throws(Failure) {
        let text = entries.map { Recording.json($0).text + "\n" }.joined()
        do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw Failure(.failed, "\(error)", message: "\(path) cannot be written.")
        }
    }

    /// The plugin's answers that are not as they were.
    public func differences(from other: Recording) -> [String] {
        let (mine, theirs) = (answers, other.answers)
        return (0..<max(mine.count, theirs.count)).compactMap { index in
            let then = index < theirs.count ? theirs[index] : nil, now = index < mine.count ? mine[index] : nil
            guard then?.1 != now?.1 || then?.2 != now?.2 else { return nil }
            func words(_ answer: (String, Int32, [UInt8])?) -> String {
                answer.map { "\(Status.name($0.1)) \(Stage.line(String(decoding: $0.2.prefix(80), as: UTF8.self)))" } ?? "nothing"
            }
            return "\(now?.0 ?? then?.0 ?? ""): was \(words(then)), is \(words(now))"
        }
    }

    private var answers: [(String, Int32, [UInt8])] {
        let questions = entries.compactMap { if case .asked(let question) = $0 { question.words } else { nil } }
        var all = questions.map { ($0, Int32.min, [UInt8]()) }
        for case .answered(let number, let status, let bytes) in entries where number < all.count {
            all[number] = (questions[number], status, bytes)
        }
        return all
    }

    private static func json(_ entry: Entry) -> JSON {
        switch entry {
        case .asked(let question): ["ask": .string(question.verb), "arguments": .array(question.arguments.map(text))]
        case .answered(let number, let status, let bytes):
            ["answer": .int(Int64(number)), "status": .int(Int64(status)), "bytes": text(bytes)]
        case .host(let verb, let pieces):
            ["host": .string(verb), "pieces": .array(pieces.map { ["status": .int(Int64($0.status)), "bytes": text($0.bytes)] })]
        }
    }

    private static func entry(_ json: JSON) -> Entry? {
        if let verb = json["ask"]?.string {
            let arguments = (json["arguments"]?.array ?? []).compactMap(bytes)
            return .asked(Question(verb, arguments))
        }
        if let number = json["answer"]?.int, let status = json["status"]?.int, let bytes = json["bytes"].flatMap(bytes) {
            return .answered(Int(clamping: number), Int32(clamping: status), bytes)
        }
        if let verb = json["host"]?.string, let pieces = json["pieces"]?.array {
            return .host(
                verb,
                pieces.compactMap { piece in
                    guard let status = piece["status"]?.int, let bytes = piece["bytes"].flatMap(bytes) else { return nil }
                    return Household.Piece(status: Int32(clamping: status), bytes: bytes)
                })
        }
        return nil
    }

    /// Text as text; other bytes as `{"base64"}`.
    private static func text(_ bytes: [UInt8]) -> JSON {
        if let text = String(validating: bytes, as: UTF8.self) { return .string(text) }
        return ["base64": .string(Data(bytes).base64EncodedString())]
    }

    private static func bytes(_ json: JSON) -> [UInt8]? {
        json.string.map { Array($0.utf8) } ?? json["base64"]?.string.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }
}
