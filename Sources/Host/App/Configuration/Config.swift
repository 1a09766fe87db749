import Core
import Foundation
import Logging
import Web

typealias LogLevel = Logger.Level
typealias ProxyRange = AddressRange

extension Logger.Level {
    init?(_ text: String) { self.init(rawValue: text.lowercased()) }
}

/// What the admin decided: the environment over the file over the defaults.
struct Config: Sendable {
    var appURL = ""
    var port = 8080
    var bind = "127.0.0.1"
    var dataFolder = "data"
    var databaseURL: String?
    var encryptionKey: [UInt8]?
    var sessionSecret: [UInt8]?
    var logLevel = LogLevel.info
    var trustedProxies: [ProxyRange] = []
    var pluginsConf: String?

    /// Reads the environment and the text of a file of `KEY=VALUE` lines. A variable nobody knows, in the file or with the
    /// prefix `MAILFLOW_` in the environment, or a malformed value fails with its name and what it must be.
    static func read(environment: [String: String], file: String?, fileName: String = "mailflow.conf") throws(Failure) -> Config {
        var config = Config()
        var seen: Set<String> = []
        for (index, line) in (file ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let place = "\(fileName), line \(index + 1)"
            guard let equals = line.firstIndex(of: "=") else { throw wrong("\(place) is not NAME=VALUE.") }
            let name = line[..<equals].trimmingCharacters(in: .whitespaces)
            guard let setting = setting(name) else { throw wrong("\(place): \(shown(name)) is not a setting of MailFlow.") }
            guard seen.insert(setting.name).inserted else { throw wrong("\(place): \(setting.name) is set a second time.") }
            let value = unquoted(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces))
            guard setting.read(value, &config) else { throw wrong("\(place): \(setting.name) must be \(setting.expected).") }
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard let setting = setting(name) else {
                if name.hasPrefix("MAILFLOW_"), !internals.contains(name), !name.hasPrefix("MAILFLOW_TEST_") {
                    throw wrong("\(shown(name)) is set, but it is not a setting of MailFlow.")
                }
                continue
            }
            guard !value.isEmpty else { continue }
            guard setting.read(value, &config) else { throw wrong("\(setting.name) must be \(setting.expected).") }
        }
        // OpenSSL's own variable, not one of ours; a file that cannot be read would fail every connection later, and say less.
        if let authorities = environment["SSL_CERT_FILE"], !authorities.isEmpty, !FileManager.default.isReadableFile(atPath: authorities) {
            throw wrong("SSL_CERT_FILE must name a file that can be read: \(shown(authorities)) cannot.")
        }
        return config
    }

    /// Variables of the build and the tests, which the server leaves alone.
    private static let internals: Set = ["MAILFLOW_TARGETS", "MAILFLOW_BIN"]

    /// `PORT`, also written `MAILFLOW_PORT`.
    private static func setting(_ name: String) -> Setting? {
        let bare = name.hasPrefix("MAILFLOW_") ? String(name.dropFirst("MAILFLOW_".count)) : name
        return Setting.all.first { $0.name == bare }
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else { return text }
        return String(text.dropFirst().dropLast())
    }

    private static func shown(_ name: String) -> String { String(name.prefix(60)) }

    private static func wrong(_ sentence: String) -> Failure { Failure(.invalid, sentence, message: sentence) }
}

/// Reads hexadecimal text.
enum Hex {
    /// The bytes; nil when the text is not pairs of hexadecimal digits.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var out: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard digits[index...index + 1].allSatisfy({ ($0 >= 48 && $0 <= 57) || (($0 | 32) >= 97 && ($0 | 32) <= 102) }),
                let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
            else { return nil }
            out.append(byte)
        }
        return out
    }

    /// The text of some bytes.
    static func text(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

/// Knows an IP address when it sees one.
enum IPText {
    static func isAddress(_ text: String) -> Bool { IPAddress(text) != nil }
}
