import Core
import Foundation
import Logging
import Testing
import Web

@testable import mailflow

@Suite struct ConfigTests {
    @Test func defaultsWork() throws {
        let config = try Config.read(environment: ["PATH": "/bin", "HOME": "/"], file: nil)
        #expect(
            config.port == 8080 && config.bind == "127.0.0.1" && config.dataFolder == "data" && config.databaseURL == nil
                && config.trustedProxies.isEmpty)
    }

    @Test func environmentGoesBeforeTheFile() throws {
        let file = "# a comment\n\n PORT = 9000\nLOG_LEVEL='debug'\nAPP_URL=\"https://Mail.example.org/\"\n"
        let config = try Config.read(environment: ["PORT": "9001", "BIND": ""], file: file)
        #expect(
            config.port == 9001 && config.logLevel == .debug && config.appURL == "https://mail.example.org" && config.bind == "127.0.0.1")
        #expect(try Config.read(environment: ["MAILFLOW_PORT": "9002"], file: nil).port == 9002)
        let proxies = try Config.read(environment: ["TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,fd00::/8"], file: nil).trustedProxies
        #expect(proxies.map(\.description) == ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"])
    }

    @Test(arguments: [
        ("PORT", "http"), ("PORT", "65536"), ("PORT", "-1"), ("PORT", "80 80"), ("BIND", "localhost"), ("BIND", "1.2.3"),
        ("APP_URL", "mail.example.org"),
        ("APP_URL", "ftp://x"), ("APP_URL", "https://"), ("APP_URL", "https://x/path"), ("APP_URL", "https://u@x"),
        ("APP_URL", "https://x?q"),
        ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "data.db"), ("REDIS_URL", "redis://localhost"), ("ENCRYPTION_KEY", "abc"),
        ("ENCRYPTION_KEY", String(repeating: "0", count: 63)), ("ENCRYPTION_KEY", String(repeating: "g", count: 64)),
        ("ENCRYPTION_KEY", String(repeating: "+0", count: 32)), ("SESSION_SECRET", "short"), ("LOG_LEVEL", "loud"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("TRUSTED_PROXIES", "proxy"), ("DATA_DIR", "a\0b"), ("MAILFLOW_PORT", "x"),
    ])
    func malformedValuesAreNamed(_ name: String, _ value: String) {
        let bare = name.replacing("MAILFLOW_", with: "")
        let alone = refusal([name: value], nil)
        #expect(alone?.kind == .invalid && alone?.message.hasPrefix("\(bare) must be ") == true)
        #expect(refusal([:], "\n\(name)=\(value)")?.message.hasPrefix("mailflow.conf, line 2: \(bare) must be ") == true)
    }

    @Test(
        arguments: [
            (["MAILFLOW_POTR": "1"], nil, "MAILFLOW_POTR"), ([:], "POTR=1", "line 1: POTR"), ([:], "PORT", "line 1 is not NAME=VALUE"),
            ([:], "PORT=1\nPORT=2", "line 2: PORT is set a second time"), ([:], "PATH=/bin", "PATH"),
        ] as [([String: String], String?, String)])
    func whatNobodyKnowsIsNamed(_ environment: [String: String], _ file: String?, _ words: String) {
        #expect(refusal(environment, file)?.message.contains(words) == true)
    }

    /// Why a configuration is refused; nil when it is taken.
    private func refusal(_ environment: [String: String], _ file: String?) -> Failure? {
        do throws(Failure) {
            _ = try Config.read(environment: environment, file: file)
            return nil
        } catch { return error }
    }

    @Test func everySettingIsInTheTable() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../docs/admins/configuration.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for setting in Setting.all { #expect(text.contains("| `\(setting.name)` |"), "\(setting.name)") }
    }
}

@Suite struct DataFolderTests {
    private func folder() throws -> DataFolder { try DataFolder(NSTemporaryDirectory() + "mailflow-data-\(UUID().uuidString)") }

    @Test func secretsAreMadeOnceAndForTheirOwnerOnly() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let key = try folder.encryptionKey(nil)
        let secret = try folder.sessionSecret(nil)
        #expect(key.count == 32 && secret.count >= 32)
        #expect(try folder.encryptionKey(nil) == key && folder.sessionSecret(nil) == secret)
        for file in ["encryption-key", "session-secret"] {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.secrets + "/" + file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        try folder.write("damaged", to: folder.secrets + "/encryption-key")
        #expect(throws: Failure.self) { _ = try folder.encryptionKey(nil) }
    }

    @Test func setupTokenWorksOnce() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        let token = try SetupToken(folder: folder, needed: true)
        let text = try #require(token.text)
        #expect(try SetupToken(folder: folder, needed: true).text == text, "a restart keeps the printed link")
        let port = token.port
        #expect(await port.consume("wrong") == false)
        async let one = port.consume(text)
        async let two = port.consume(text)
        #expect(await [one, two].filter { $0 }.count == 1)
        #expect(token.text == nil && !FileManager.default.fileExists(atPath: folder.setupTokenFile))
        await port.restore()
        #expect(await port.consume(text))
        #expect(try SetupToken(folder: folder, needed: false).text == nil)
    }

    @Test func oneServerForAFolder() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder.path) }
        #expect(PidFile.holder(folder.pidFile) == nil)
        let first = PidFile(folder.pidFile)
        try first.take()
        #expect(PidFile.holder(folder.pidFile) == getpid())
        #expect(throws: Failure.self) { try PidFile(folder.pidFile).take() }
        first.release()
        #expect(PidFile.holder(folder.pidFile) == nil)
    }
}
