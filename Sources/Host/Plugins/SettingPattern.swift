/// What a text has to look like: letters, `.`, classes, groups, `|`, `*`, `+`, `?` and `{m,n}`, without look-around and back-references.
/// Matching takes time in proportion to the text, whatever the pattern: a manifest cannot slow the server with one.
public struct SettingPattern: Sendable, Equatable {
    /// The pattern as the manifest has it.
    public let text: String
    private let steps: [Step]

    /// A step of the machine: take a letter, go both ways, or be done.
    private enum Step: Equatable { case take(Letters), fork(Int, Int), go(Int), done }

    /// Some letters, or all but some.
    private struct Letters: Equatable {
        var ranges: [ClosedRange<UInt32>]
        var isNot = false

        func has(_ letter: UInt32) -> Bool { ranges.contains { $0.contains(letter) } != isNot }
    }

    private indirect enum Tree {
        case nothing, letters(Letters), pair(Tree, Tree), either(Tree, Tree), times(Tree, Int, Int?)
    }

    /// Reads a pattern; nil when it is not one, or makes a machine of more than 4,000 steps.
    public init?(_ text: String) {
        guard text.utf8.count <= 500 else { return nil }
        var reader = Reader(letters: Array(text.unicodeScalars))
        guard let tree = reader.either(16), reader.at == reader.letters.count else { return nil }
        var steps: [Step] = []
        guard SettingPattern.lay(tree, &steps) else { return nil }
        steps.append(.done)
        self.text = text
        self.steps = steps
    }

    /// Whether the whole text looks like it.
    public func fits(_ text: String) -> Bool {
        var places = Set<Int>()
        reach(0, &places)
        for letter in text.unicodeScalars {
            var next = Set<Int>()
            for place in places { if case .take(let letters) = steps[place], letters.has(letter.value) { reach(place + 1, &next) } }
            if next.isEmpty { return false }
            places = next
        }
        return places.contains(steps.count - 1)
    }

    /// Adds a step and all that follows it without a letter.
    private func reach(_ place: Int, _ places: inout Set<Int>) {
        var waiting = [place]
        while let place = waiting.popLast() {
            guard places.insert(place).inserted else { continue }
            switch steps[place] {
            case .fork(let one, let other): waiting += [one, other]
            case .go(let to): waiting.append(to)
            case .take, .done: break
            }
        }
    }

    private static func lay(_ tree: Tree, _ steps: inout [Step]) -> Bool {
        guard steps.count < 4000 else { return false }
        switch tree {
        case .nothing: return true
        case .letters(let letters):
            steps.append(.take(letters))
            return true
        case .pair(let first, let second): return lay(first, &steps) && lay(second, &steps)
        case .either(let first, let second):
            let fork = steps.count
            steps.append(.done)
            guard lay(first, &steps) else { return false }
            let skip = steps.count
            steps.append(.done)
            steps[fork] = .fork(fork + 1, steps.count)
            guard lay(second, &steps) else { return false }
            steps[skip] = .go(steps.count)
            return true
        case .times(let tree, let least, let most):
            for _ in 0..<least { guard lay(tree, &steps) else { return false } }
            guard let most else {
                let fork = steps.count
                steps.append(.done)
                guard lay(tree, &steps) else { return false }
                steps.append(.go(fork))
                steps[fork] = .fork(fork + 1, steps.count)
                return true
            }
            var forks: [Int] = []
            for _ in least..<max(least, most) {
                forks.append(steps.count)
                steps.append(.done)
                guard lay(tree, &steps) else { return false }
            }
            for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
            return true
        }
    }

    /// Reads a pattern letter by letter; nil anywhere means that it is none.
    private struct Reader {
        let letters: [Unicode.Scalar]
        var at = 0

        var next: Unicode.Scalar? { at < letters.count ? letters[at] : nil }

        mutating func take(_ letter: Unicode.Scalar) -> Bool {
            guard next == letter else { return false }
            at += 1
            return true
        }

        mutating func either(_ depth: Int) -> Tree? {
            guard depth > 0, var tree = row(depth) else { return nil }
            while take("|") {
                guard let other = row(depth) else { return nil }
                tree = .either(tree, other)
            }
            return tree
        }

        mutating func row(_ depth: Int) -> Tree? {
            var tree = Tree.nothing
            // The whole text is meant anyway.
            if at == 0 { _ = take("^") }
            while let letter = next, letter != "|", letter != ")" {
                if letter == "$", at == letters.count - 1 {
                    at += 1
                    break
                }
                guard let one = one(depth), let some = times(one) else { return nil }
                tree = .pair(tree, some)
            }
            return tree
        }

        mutating func one(_ depth: Int) -> Tree? {
            guard let letter = next else { return nil }
            at += 1
            switch letter {
            case "(":
                if take("?") { guard take(":") else { return nil } }
                guard let tree = either(depth - 1), take(")") else { return nil }
                return tree
            case "[": return letterClass()
            case ".": return .letters(Letters(ranges: [10...10, 13...13], isNot: true))
            case "\\": return escaped().map(Tree.letters)
            case "*", "+", "?", "{", "}", "]", "^", "$": return nil
            default: return .letters(Letters(ranges: [letter.value...letter.value]))
            }
        }

        mutating func escaped() -> Letters? {
            guard let letter = next else { return nil }
            at += 1
            switch letter {
            case "d": return Letters(ranges: [48...57])
            case "w": return Letters(ranges: [48...57, 65...90, 95...95, 97...122])
            case "s": return Letters(ranges: [9...13, 32...32])
            case "D": return Letters(ranges: [48...57], isNot: true)
            case "W": return Letters(ranges: [48...57, 65...90, 95...95, 97...122], isNot: true)
            case "S": return Letters(ranges: [9...13, 32...32], isNot: true)
            case "t": return Letters(ranges: [9...9])
            case "n": return Letters(ranges: [10...10])
            default:
                // A letter or digit after a backslash would mean something we do not have.
                guard !letter.properties.isAlphabetic, letter.properties.numericType == nil else { return nil }
                return Letters(ranges: [letter.value...letter.value])
            }
        }

        mutating func letterClass() -> Tree? {
            var found = Letters(ranges: [], isNot: take("^"))
            while let letter = next, letter != "]" {
                at += 1
                var low = letter.value
                if letter == "\\" {
                    guard let some = escaped(), !some.isNot else { return nil }
                    guard some.ranges.count == 1, some.ranges[0].count == 1 else {
                        found.ranges += some.ranges
                        continue
                    }
                    low = some.ranges[0].lowerBound
                }
                guard next == "-", at + 1 < letters.count, letters[at + 1] != "]" else {
                    found.ranges.append(low...low)
                    continue
                }
                at += 1
                guard var high = next?.value else { return nil }
                at += 1
                if high == 92 {
                    guard let some = escaped(), !some.isNot, some.ranges.count == 1, some.ranges[0].count == 1 else { return nil }
                    high = some.ranges[0].lowerBound
                }
                guard low <= high else { return nil }
                found.ranges.append(low...high)
            }
            guard take("]"), !found.ranges.isEmpty else { return nil }
            return .letters(found)
        }

        mutating func times(_ tree: Tree) -> Tree? {
            switch next {
            case "*":
                at += 1
                return .times(tree, 0, nil)
            case "+":
                at += 1
                return .times(tree, 1, nil)
            case "?":
                at += 1
                return .times(tree, 0, 1)
            case "{":
                at += 1
                guard let least = number() else { return nil }
                var most: Int? = least
                if take(",") { most = next == "}" ? nil : number() ?? -1 }
                guard take("}"), least <= 1000, most.map({ $0 >= least && $0 <= 1000 }) ?? true else { return nil }
                return .times(tree, least, most)
            default: return tree
            }
        }

        mutating func number() -> Int? {
            let start = at
            while let letter = next, ("0"..."9").contains(letter), at - start < 4 { at += 1 }
            return Int(String(String.UnicodeScalarView(letters[start..<at])))
        }
    }
}
