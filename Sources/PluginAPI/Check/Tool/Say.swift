import ArgumentParser
import Foundation

/// Prints a line, at once. Where nobody reads any more, as behind `head`, the program ends as one that SIGPIPE stopped.
func say(_ line: String) {
    do { try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) } catch { exit(128 + SIGPIPE) }
}

/// Says on standard error why it ends, and gives the status to end with.
func halt(_ words: String, status: Int32 = 1) -> ExitCode {
    try? FileHandle.standardError.write(contentsOf: Data((words + "\n").utf8))
    return ExitCode(status)
}
