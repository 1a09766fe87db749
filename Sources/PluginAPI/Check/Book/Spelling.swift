/// What somebody probably meant to write.
enum Spelling {
    /// The word that is nearest to this one; nil when none is near: at most two letters added, left out, changed or swapped, and one in a short word.
    static func nearest(_ word: String, _ words: some Sequence<String>) -> String? {
        let written = Array(word.lowercased())
        let most = written.count < 5 ? 1 : 2
        return words.map { (distance(written, Array($0.lowercased())), $0) }.filter { $0.0 <= most }.min { $0 < $1 }?.1
    }

    /// How many letters have to be added, left out, changed or swapped with their neighbour to make one word of another.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        // A word that differs this much in length is never near, whatever stands in it.
        guard abs(one.count - other.count) <= 2 else { return .max }
        var rows = [Array(0...other.count)]
        for (at, letter) in one.enumerated() {
            var row = [at + 1]
            for (there, second) in other.enumerated() {
                var best = min(rows[at][there] + (letter == second ? 0 : 1), rows[at][there + 1] + 1, row[there] + 1)
                if at > 0, there > 0, letter == other[there - 1], one[at - 1] == second { best = min(best, rows[at - 1][there - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[one.count][other.count]
    }
}
