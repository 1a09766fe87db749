public import Core

/// Why text is not a vCard, and on which line that shows.
public struct VCardFault: Error, Hashable, Sendable {
    /// The line of the text, counted from 1.
    public let line: Int
    /// What is wrong there: a sentence.
    public let reason: String

    /// A fault on a line.
    public init(line: Int, _ reason: String) {
        self.line = line
        self.reason = reason
    }

    /// `Line 7: …`, for a person.
    public var words: String { "Line \(line): \(reason)" }

    /// The same as a failure of kind `invalid`.
    public var failure: Failure { Failure(.invalid, "vCard, line \(line): \(reason)", message: words) }
}
