import Core
import Foundation
import Testing

@testable import Contact

/// A folder with collections of others' data, named by `MAILFLOW_CORPUS`; without it this run is skipped.
private let corpus = ProcessInfo.processInfo.environment["MAILFLOW_CORPUS"]

@Suite struct CorpusTests {
    /// Strings that break software, as every kind of text of a card: what goes in comes out, but for control characters.
    @Test(.enabled(if: corpus != nil)) func naughtyStrings() throws {
        let file = URL(fileURLWithPath: corpus ?? "").appendingPathComponent("naughty-strings.json")
        let strings = try #require(try JSON(parsing: Array(Data(contentsOf: file))).array).compactMap(\.string)
        #expect(strings.count > 400)
        for text in strings {
            let clean = String(
                text.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 || $0 == "\n" || $0 == "\t" }.map(Character.init)
            )
            .trimmingCharacters(in: .whitespacesAndNewlines)
            guard !clean.isEmpty else { continue }
            for version in VCard.Version.allCases {
                let wanted: JSON = [
                    "name": ["full": .string(text)], "notes": ["n": ["note": .string(clean)]], "titles": ["t": ["name": .string(clean)]],
                ]
                let read = CardReading(try VCard(try VCard.making(wanted, version).bytes)).json
                #expect(
                    read["notes"]?["n"]?["note"] == .string(clean) && read["titles"]?["t"]?["name"] == .string(clean), "\(version) \(text)")
            }
        }
    }

    /// Every vCard file of the collection: read, written as it was, and said again without a change.
    @Test(.enabled(if: corpus != nil)) func foreignCards() throws {
        let folder = URL(fileURLWithPath: corpus ?? "")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
        for file in files where ["vcf", "vcard"].contains(file.pathExtension.lowercased()) {
            for case .success(let card) in VCard.all(in: Array(try Data(contentsOf: file))) {
                #expect(try card.applying(CardReading(card).json).bytes == card.bytes, "\(file.lastPathComponent)")
            }
        }
    }
}
