import Core
import Foundation

/// What an ELF shared object says about itself, read without loading it.
struct SharedObject {
    /// The functions and data it exports.
    private(set) var exports: [String] = []
    /// The libraries it needs.
    private(set) var needs: [String] = []
    /// Whether it holds a Go runtime.
    private(set) var isGo = false

    private let data: Data

    /// Reads the section headers of a 64-bit little-endian file. Fails with `invalid` for anything else.
    init(_ url: URL) throws(Failure) {
        guard let data = try? Data(contentsOf: url, options: .alwaysMapped) else { throw SharedObject.bad("it cannot be read") }
        self.data = data
        guard data.count > 64, data.prefix(6) == Data([0x7f, 0x45, 0x4c, 0x46, 2, 1]), number(16, 2) == 3 else {
            throw SharedObject.bad("it is not a 64-bit shared library")
        }
        let (table, size, count) = (number(40, 8), number(58, 2), number(60, 2))
        guard size >= 64, count < 10_000 else { throw SharedObject.bad("its table of sections is broken") }
        var sections: [Section] = []
        for index in 0..<count {
            let at = table &+ index &* size
            guard at >= 0, at <= data.count - 64 else { throw SharedObject.bad("its table of sections is broken") }
            sections.append(
                Section(
                    name: number(at, 4), type: number(at + 4, 4), offset: number(at + 24, 8), size: number(at + 32, 8),
                    link: number(at + 40, 4)))
        }
        let names = number(62, 2)
        for section in sections {
            if names < sections.count, text(sections[names], section.name).hasPrefix(".note.go") { isGo = true }
            guard section.type == 11 || section.type == 6, section.link < sections.count else { continue }
            let strings = sections[section.link]
            guard section.offset >= 0, section.size >= 0, section.offset <= data.count - section.size else {
                throw SharedObject.bad("a section lies outside the file")
            }
            if section.type == 11 { readSymbols(section, strings) } else { readNeeds(section, strings) }
        }
        exports.sort()
    }

    private struct Section { let name, type, offset, size, link: Int }

    private mutating func readSymbols(_ section: Section, _ strings: Section) {
        for at in stride(from: section.offset, to: section.offset + section.size - 23, by: 24) {
            let info = number(at + 4, 1), other = number(at + 5, 1), home = number(at + 6, 2)
            let isPublic = [1, 2].contains(info >> 4) && [0, 3].contains(other & 3), isThing = [1, 2, 10].contains(info & 15)
            if isPublic, isThing, home != 0 { exports.append(text(strings, number(at, 4))) }
        }
    }

    private mutating func readNeeds(_ section: Section, _ strings: Section) {
        for at in stride(from: section.offset, to: section.offset + section.size - 15, by: 16) where number(at, 8) == 1 {
            needs.append(text(strings, number(at + 8, 8)))
        }
    }

    private func number(_ at: Int, _ width: Int) -> Int {
        guard at >= 0, at <= data.count - width else { return 0 }
        let bits = (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(data[data.startIndex + at + $1]) }
        return Int(truncatingIfNeeded: bits)
    }

    private func text(_ section: Section, _ offset: Int) -> String {
        guard section.offset >= 0, offset >= 0, section.offset < data.count, offset < data.count - section.offset else { return "" }
        let start = data.startIndex + section.offset + offset
        return String(decoding: data[start..<min(start + 512, data.endIndex)].prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func bad(_ why: String) -> Failure { Failure(.invalid, why, message: why) }
}
