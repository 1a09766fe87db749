import Core
import Foundation
import Web

/// One variable of the configuration: its name, what it takes, and how it is read. `docs/admins/configuration.md` is this table in prose.
struct Setting: Sendable {
    let name: String
    /// What a correct value looks like, as the end of the sentence "must be …".
    let expected: String
    /// Puts a value in; false when it is malformed.
    let read: @Sendable (String, inout Config) -> Bool

    static let all: [Setting] = [
        Setting(name: "APP_URL", expected: "the address people type, such as https://mail.example.org, without a path") { text, config in
            var text = text
            while text.hasSuffix("/") { text.removeLast() }
            guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme),
                let host = url.host, !host.isEmpty,
                url.path.isEmpty, url.query == nil, url.fragment == nil, url.user == nil
            else { return false }
            config.appURL = text.lowercased()
            return true
        },
        Setting(name: "PORT", expected: "a port from 0 to 65535, where 0 is any free one") { text, config in
            guard let port = Int(text), (0...65535).contains(port) else { return false }
            config.port = port
            return true
        },
        Setting(name: "BIND", expected: "an IP address of this machine, such as 127.0.0.1, 0.0.0.0 or ::") { text, config in
            guard IPText.isAddress(text) else { return false }
            config.bind = text
            return true
        },
        Setting(name: "DATA_DIR", expected: "a folder this user may write to") { text, config in
            config.dataFolder = text
            return !text.isEmpty && !text.contains("\0")
        },
        Setting(name: "DATABASE_URL", expected: "postgres://user:password@host:port/name") { text, config in
            guard ["postgres", "postgresql"].contains(URL(string: text)?.scheme?.lowercased() ?? "") else { return false }
            config.databaseURL = text
            return true
        },
        Setting(name: "REDIS_URL", expected: "unset: running several processes on Redis is not offered yet, and one process needs none") {
            _, _ in false
        },
        Setting(name: "ENCRYPTION_KEY", expected: "64 hexadecimal digits, such as \"openssl rand -hex 32\" prints") { text, config in
            guard let key = Hex.bytes(text), key.count == 32 else { return false }
            config.encryptionKey = key
            return true
        },
        Setting(name: "SESSION_SECRET", expected: "at least 32 characters nobody can guess") { text, config in
            config.sessionSecret = Array(text.utf8)
            return text.utf8.count >= 32 && text.utf8.count <= 4096
        },
        Setting(name: "LOG_LEVEL", expected: "one of trace, debug, info, notice, warning, error, critical") { text, config in
            guard let level = LogLevel(text) else { return false }
            config.logLevel = level
            return true
        },
        Setting(name: "TRUSTED_PROXIES", expected: "addresses or ranges separated by commas, such as 127.0.0.1, 10.0.0.0/8, fd00::/8") {
            text, config in
            let ranges = text.split(separator: ",").map { ProxyRange($0.trimmingCharacters(in: .whitespaces)) }
            config.trustedProxies = ranges.compactMap { $0 }
            return !ranges.contains { $0 == nil }
        },
        Setting(name: "PLUGINS_CONF", expected: "the path of a plugins.conf") { text, config in
            config.pluginsConf = text
            return !text.isEmpty && !text.contains("\0")
        },
    ]
}
