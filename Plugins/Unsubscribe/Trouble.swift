/// Why a list could not be left.
enum Trouble: String, CaseIterable {
    case elsewhere, unknown, wait, broken, refused, forbidden, silent, tooMuch, unreachable
    case noAddress, noDrafts, notWritten, notSent, bounced, calledBack
    case gone, untried

    /// What happened, and what to do. `detail` is a status, or a sentence of the house.
    func sentence(_ detail: String) -> String {
        switch self {
        case .elsewhere: "The list's server sent us elsewhere instead of confirming. Leave the list on its page."
        case .unknown: "The list's server no longer knows this request. A newer message of the list may have one that works."
        case .wait: "The list's server asks to wait. Try again later."
        case .broken: "The list's server has trouble (status \(detail)). Try again later."
        case .refused: "The list's server refused (status \(detail))."
        case .forbidden: "The list names a server that may not be reached from here."
        case .silent: "The list's server did not answer in time. Try again later."
        case .tooMuch: "The list's server answered with far too much. Leave the list on its page."
        case .unreachable: "The list's server could not be reached. Try again later."
        case .noAddress: "This account has no address to send from."
        case .noDrafts: "This account has no folder for drafts, which sending needs."
        case .notWritten: "The mail to the list could not be written."
        case .notSent: "The mail to the list could not be sent. It is in your drafts."
        case .bounced: "The mail to the list was not sent: \(detail)"
        case .calledBack: "The mail to the list was called back before it was sent."
        case .gone: "No message of this list is there any more that says how to leave it."
        case .untried: "This could not be tried. Try again later."
        }
    }
}
