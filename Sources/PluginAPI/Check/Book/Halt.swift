/// Why a performance ended before its time.
public enum Halt: Error, Sendable, Equatable {
    /// The plugin's process ended by a signal, or the plugin ended it.
    case crashed(String)
    /// Something did not come back in time.
    case hung(String)
    /// The rule is broken.
    case failed(String)
    /// The rule cannot be tried here.
    case skipped(String)
}
