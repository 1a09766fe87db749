/// A set of protocol numbers as sorted, disjoint ranges: ten thousand neighbours cost as much as one number (RFC 9051 9, `sequence-set`).
public struct NumberSet<Number: ProtocolNumber>: Hashable, Sendable {
    /// The ranges, ascending, neither touching nor overlapping.
    public private(set) var ranges: [ClosedRange<Int64>]

    /// The empty set.
    public init() { ranges = [] }

    /// Every number of a range.
    public init(_ range: ClosedRange<Number>) { ranges = [range.lowerBound.rawValue...range.upperBound.rawValue] }

    /// One number.
    public init(_ number: Number) { ranges = [number.rawValue...number.rawValue] }

    /// The numbers of a sequence, in any order, repeated or not.
    public init(_ numbers: some Sequence<Number>) { self.init(ranges: numbers.map { $0.rawValue...$0.rawValue }) }

    /// Ranges in any order, overlapping or not.
    public init(ranges: [ClosedRange<Int64>]) {
        self.ranges = []
        self.ranges.reserveCapacity(ranges.count)
        let ascending = zip(ranges, ranges.dropFirst()).allSatisfy { $0.lowerBound <= $1.lowerBound }
        for range in ascending ? ranges : ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(range) }
        self.ranges = Array(self.ranges)
    }

    private mutating func append(_ range: ClosedRange<Int64>) {
        guard let last = ranges.last, range.lowerBound == .min || last.upperBound >= range.lowerBound - 1 else {
            return ranges.append(range)
        }
        ranges[ranges.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { ranges.isEmpty }

    /// How many numbers it holds; `Int.max` when a hostile range holds more than that.
    public var count: Int {
        var total: Int64 = 0
        for range in ranges {
            let (size, tooWide) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
            let (sum, tooMany) = total.addingReportingOverflow(size)
            let (next, full) = sum.addingReportingOverflow(1)
            if tooWide || tooMany || full { return .max }
            total = next
        }
        return Int(total)
    }

    /// The least number.
    public var first: Number? { ranges.first.map { Number($0.lowerBound) } }
    /// The greatest number.
    public var last: Number? { ranges.last.map { Number($0.upperBound) } }

    /// Whether the number is in it, by bisection.
    public func contains(_ number: Number) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number.rawValue { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(number.rawValue)
    }

    /// Adds one number; cheap when it is greater than all before.
    public mutating func insert(_ number: Number) {
        if let last, number < last {
            if !contains(number) { self = NumberSet(ranges: ranges + [number.rawValue...number.rawValue]) }
        } else {
            append(number.rawValue...number.rawValue)
        }
    }

    /// Every number of either.
    public func union(_ other: NumberSet) -> NumberSet {
        isEmpty ? other : other.isEmpty ? self : NumberSet(ranges: ranges + other.ranges)
    }

    /// The numbers of this set that the other lacks.
    public func subtracting(_ other: NumberSet) -> NumberSet {
        var kept: [ClosedRange<Int64>] = []
        var at = 0
        for range in ranges {
            var low = range.lowerBound
            while at < other.ranges.count, other.ranges[at].upperBound < low { at += 1 }
            var hole = at
            var spent = false
            while hole < other.ranges.count, other.ranges[hole].lowerBound <= range.upperBound {
                if other.ranges[hole].lowerBound > low { kept.append(low...(other.ranges[hole].lowerBound - 1)) }
                guard other.ranges[hole].upperBound < range.upperBound else {
                    spent = true
                    break
                }
                low = other.ranges[hole].upperBound + 1
                hole += 1
            }
            if !spent { kept.append(low...range.upperBound) }
        }
        return NumberSet(ranges: kept)
    }

    /// The set cut from the top into sets of at most `size` numbers, newest first.
    public func chunksDescending(of size: Int) -> [NumberSet] {
        precondition(size > 0)
        var chunks: [NumberSet] = []
        var current: [ClosedRange<Int64>] = []
        var room = Int64(size)
        for range in ranges.reversed() {
            var high = range.upperBound
            while high >= range.lowerBound {
                let low = Swift.max(range.lowerBound, high - room + 1)
                current.append(low...high)
                room -= high - low + 1
                if room == 0 {
                    chunks.append(NumberSet(ranges: current.reversed()))
                    current = []
                    room = Int64(size)
                }
                high = low - 1
            }
        }
        if !current.isEmpty { chunks.append(NumberSet(ranges: current.reversed())) }
        return chunks
    }
}

/// Numbers in ascending order. A set from a server may be hostile: look at `count` before walking it.
extension NumberSet: Sequence {
    /// Walks the numbers in ascending order.
    public func makeIterator() -> AnyIterator<Number> {
        var rest = ranges[...]
        var next = rest.first?.lowerBound
        return AnyIterator {
            guard let value = next, let range = rest.first else { return nil }
            if value < range.upperBound {
                next = value + 1
            } else {
                rest = rest.dropFirst()
                next = rest.first?.lowerBound
            }
            return Number(value)
        }
    }

    /// No cheaper than `count`, and never walks.
    public var underestimatedCount: Int { 0 }
}

extension NumberSet: CustomStringConvertible, ExpressibleByArrayLiteral {
    /// The wire form, such as `1:4,9`; empty for the empty set.
    public var description: String {
        ranges.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }

    /// The listed numbers.
    public init(arrayLiteral elements: Number...) { self.init(elements) }
}

/// A set of UIDs.
public typealias UIDSet = NumberSet<UID>
/// A set of sequence numbers.
public typealias SequenceSet = NumberSet<SequenceNumber>
