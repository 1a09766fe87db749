import ArgumentParser
import Core
import Foundation

/// Where the configuration is read from, shared by all commands.
struct Place: ParsableArguments {
    @Option(name: .long, help: "The data folder. Also DATA_DIR.", completion: .directory)
    var data: String?

    @Option(name: .long, help: "The configuration file. Usual: mailflow.conf in the data folder.", completion: .file())
    var config: String?

    /// The configuration of this process: options over the environment over the file.
    func read() throws(Failure) -> Config {
        var environment = ProcessInfo.processInfo.environment
        if let data { environment["DATA_DIR"] = data }
        let folder = environment["DATA_DIR"] ?? environment["MAILFLOW_DATA_DIR"] ?? Config().dataFolder
        let file = config ?? folder + "/mailflow.conf"
        guard FileManager.default.fileExists(atPath: file) else {
            if config != nil { throw Failure(.invalid, file, message: "The configuration file \(file) does not exist.") }
            return try Config.read(environment: environment, file: nil)
        }
        let text: String
        do { text = try String(contentsOfFile: file, encoding: .utf8) } catch {
            throw Failure(.invalid, "\(error)", message: "The configuration file \(file) cannot be read.")
        }
        return try Config.read(environment: environment, file: text, fileName: file)
    }
}

/// Ends a command with a failure's words on the error output.
func say<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch let failure as Failure {
        FileHandle.standardError.write(Data("mailflow: \(failure.message.isEmpty ? failure.description : failure.message)\n".utf8))
        throw ExitCode(failure.kind == .invalid ? 78 : 1)
    }
}
