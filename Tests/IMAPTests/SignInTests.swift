import Core
import Foundation
import IMAP
import ScriptedIMAP
import Testing

/// Signing in, and what can go wrong before it.
@Suite struct SignInTests {
    static let certificate: (certificate: String, key: String) = {
        let folder = "/dev/shm/imap-data/tls-\(ProcessInfo.processInfo.processIdentifier)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", "\(folder)/key", "-out", "\(folder)/cert",
        ]
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
        return (
            (try? String(contentsOfFile: "\(folder)/cert", encoding: .utf8)) ?? "",
            (try? String(contentsOfFile: "\(folder)/key", encoding: .utf8)) ?? ""
        )
    }()

    private func check(
        _ script: String, _ credential: Credential = anna, tls: ServerAddress.TLS = .none, withTLS: Bool = false, host: String = "localhost"
    ) async throws -> (ConnectionCheck, ScriptedServer) {
        let server = try await ScriptedServer(
            [Script(script)], tls: withTLS ? SignInTests.certificate : nil, startsWithTLS: tls == .implicit)
        var options = ConnectionOptions()
        options.connectTimeout = .seconds(5)
        options.silenceTimeout = .seconds(5)
        options.identification = nil
        options.extraTrustRoots = withTLS ? [SignInTests.certificate.certificate] : []
        let address = ServerAddress(host: host, port: server.port, tls: tls)
        let resolver = HostResolver { _, _ throws(Failure) in ["127.0.0.1"] }
        return (await IMAPConnection.test(address, credential, policy: .lenient, resolver: resolver, options: options), server)
    }

    static let refusals: [(String, String, String, ConnectionCheck.Code)] = [
        ("imap.example.test", "secret", "NO [AUTHENTICATIONFAILED] Authentication failed.", .wrongPassword),
        ("imap.example.test", "secret", "NO LOGIN failed", .wrongPassword), ("imap.example.test", "secret", "BAD invalid", .wrongPassword),
        ("imap.gmail.com", "secret", "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", .needsAppPassword),
        ("imap.gmail.com", "abcd efgh ijkl mnop", "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", .wrongPassword),
        (
            "imap.gmail.com", "abcdefghijklmnop",
            "NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
            .needsAppPassword
        ),
        ("imap.mail.me.com", "secret", "NO [AUTHENTICATIONFAILED] Authentication Failed", .needsAppPassword),
        ("imap.mail.yahoo.com", "secret", "NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", .needsAppPassword),
        ("outlook.office365.com", "secret", "NO LOGIN failed. LogonDenied-BasicAuthBlocked", .needsAppPassword),
        ("imap.example.test", "secret", "NO please use an app password", .needsAppPassword),
        ("imap.example.test", "secret", "NO [UNAVAILABLE] Temporary authentication failure", .failed),
        ("imap.example.test", "secret", "NO Too many login attempts", .failed),
    ]

    @Test(arguments: refusals) func tellsRefusalsApart(_ host: String, _ password: String, _ answer: String, _ code: ConnectionCheck.Code)
        async throws
    {
        let (check, _) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1] hi\nC: TAG LOGIN *\nS: TAG \(answer)\n-- silence", .password(username: "a", password: password),
            host: host)
        #expect(check.code == code, "\(check)")
        #expect(!check.message.isEmpty && answer.hasSuffix(check.server) && !check.server.isEmpty)
    }

    @Test func quotesAndLiterals() async throws {
        let (check, server) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1 LITERAL-] hi\nC: TAG LOGIN \"a\\\"b\\\\\" {4+}*\nS: TAG OK [CAPABILITY IMAP4rev1] in\nC: TAG LOGOUT\nS: TAG OK",
            .password(username: "a\"b\\", password: "pä!"))
        #expect(check.code == .ok && server.complaints == [])
        #expect(server.heard[0][0].hasSuffix("{4+}\r\npä!"))
    }

    @Test func attack41NoArgumentEndsACommand() async throws {
        let (check, server) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1] hi\n-- silence", .password(username: "a\r\nx LOGOUT", password: "b"))
        #expect(check.code == .failed && server.heard == [[]])
        let quiet = try await ScriptedServer([script("", "-- silence")])
        let connection = try await open(quiet)
        let evil = ["a\r\nb", "a\nb", "a\u{0}b", "a\rb"]
        for text in evil {
            await #expect { try await connection.create(MailboxName(text)) } throws: { ($0 as? Failure)?.kind == .invalid }
            await #expect { try await connection.select(MailboxName(wire: text)) } throws: { ($0 as? Failure)?.kind == .invalid }
            await #expect { try await connection.rename(.inbox, to: MailboxName(wire: text)) } throws: {
                ($0 as? Failure)?.kind == .invalid
            }
            await #expect { try await connection.search(.text(text)) } throws: { ($0 as? Failure)?.kind == .invalid }
            await #expect { try await connection.search(.header(text, contains: "x")) } throws: { ($0 as? Failure)?.kind == .invalid }
            await #expect { try await connection.store(.uids([UID(1)]), .add([Flag(text)])) } throws: { ($0 as? Failure)?.kind == .invalid }
            await #expect { try await connection.fetch(.uids([UID(1)]), [.body(BodySection(specifier: text))]).all() } throws: {
                ($0 as? Failure)?.kind == .invalid
            }
            await #expect { try await connection.append([1], to: MailboxName(wire: text)) } throws: { ($0 as? Failure)?.kind == .invalid }
        }
        for flag in ["", "a b", "a)", "\\Seen) x", "{3}", "a\"", "é"] {
            await #expect { try await connection.store(.uids([UID(1)]), .add([Flag(flag)])) } throws: { ($0 as? Failure)?.kind == .invalid }
        }
        for section in ["HEADER.FIELDS (A) B", "1]<", "HEADER.FIELDS (A B", "] BODY[", "HEADER.FIELDS ({3} x)"] {
            await #expect { try await connection.fetch(.uids([UID(1)]), [.body(BodySection(specifier: section))]).all() } throws: {
                ($0 as? Failure)?.kind == .invalid
            }
        }
        #expect(quiet.heard[0].count == 1)
    }

    @Test func attack42NothingBeforeTLSIsBelieved() async throws {
        let hello = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=EVIL] [ALERT] hi\nC: TAG STARTTLS\n"
        let after =
            "C: TAG CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: TAG OK\nC: TAG LOGIN *\nS: TAG OK [CAPABILITY IMAP4rev1] in\nC: TAG LOGOUT\nS: TAG OK"
        let (good, server) = try await check(hello + "S: TAG OK go\n" + after, tls: .starttls, withTLS: true)
        #expect(good.code == .ok && server.complaints == [], "\(good) \(server.complaints)")
        let (injected, _) = try await check(
            hello + "S: TAG OK go\\r\\n* CAPABILITY IMAP4rev1 X-EVIL\n-- silence", tls: .starttls, withTLS: true)
        #expect(!injected.ok && injected.server.isEmpty)
        let (stripped, _) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1] hi\nC: TAG STARTTLS\nS: TAG BAD what\n-- silence", tls: .starttls, withTLS: true)
        #expect(stripped.code == .tlsNotOffered)
        let (preauth, quiet) = try await check("S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\n-- silence", tls: .starttls, withTLS: true)
        #expect(preauth.code == .tlsNotOffered && quiet.heard == [[]])
        let (bye, _) = try await check("S: * BYE [ALERT] call 555 now\n-- silence", tls: .starttls, withTLS: true)
        #expect(bye.code == .refused && bye.server.isEmpty && !bye.message.contains("555"))
        let (alert, _) = try await check("S: * OK hi\nC: TAG STARTTLS\nS: * BYE call 555 now\n-- silence", tls: .starttls, withTLS: true)
        #expect(!alert.ok && !alert.message.contains("555") && alert.server.isEmpty)
    }

    @Test func attack42PreauthWithTLSIsSignedIn() async throws {
        let (check, server) = try await check(
            "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\nC: TAG LOGOUT\nS: TAG OK", tls: .implicit, withTLS: true)
        #expect(check.code == .ok && server.complaints == [])
    }

    @Test func attack44XOAUTH2ErrorChallenge() async throws {
        let token = Data("user=anna\u{1}auth=Bearer tok\u{1}\u{1}".utf8).base64EncodedString()
        let words = Data("{\"status\":\"401\"}".utf8).base64EncodedString()
        let bearer = Credential.bearer(username: "anna", token: "tok")
        let (refused, server) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi\nC: TAG AUTHENTICATE XOAUTH2 \(token)\nS: + \(words)\nC: \nS: TAG NO [AUTHENTICATIONFAILED] no\n-- silence",
            bearer)
        #expect(
            refused.code == .wrongPassword && refused.server.contains("401") && server.complaints == [], "\(refused) \(server.complaints)")
        let (waits, _) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hi\nC: TAG AUTHENTICATE XOAUTH2\nS: +\nC: \(token)\nS: TAG OK [CAPABILITY IMAP4rev1] in\nC: TAG LOGOUT\nS: TAG OK",
            bearer)
        #expect(waits.code == .ok)
        let (endless, _) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi\nC: TAG AUTHENTICATE *\nS: + \(words)\n-- again\nC: \nS: + \(words)\n-- loop",
            bearer)
        #expect(endless.code == .failed)
        let (evil, quiet) = try await check(
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] hi\n-- silence", .bearer(username: "anna\u{1}x=y", token: "tok"))
        #expect(evil.code == .failed && quiet.heard == [[]])
    }

    static let greetings = [
        "220 mail.example.test ESMTP", "+OK POP3 ready", "HTTP/1.1 400 Bad Request", "SSH-2.0-OpenSSH_9.2", "* 3 EXISTS", "a1 OK hi",
        "\\x15\\x03\\x01",
    ]

    @Test(arguments: greetings) func knowsOtherProtocols(_ greeting: String) async throws {
        #expect(try await check("S: \(greeting)\n-- silence").0.code == .notThisProtocol)
    }

    @Test func triesTheNextAddress() async throws {
        let server = try await ScriptedServer([script("", "C: TAG LOGOUT\nS: TAG OK")])
        let resolver = HostResolver { _, _ throws(Failure) in ["127.0.0.2", "127.0.0.1"] }
        let address = ServerAddress(host: "mail.example.test", port: server.port, tls: .none)
        var options = ConnectionOptions()
        options.identification = nil
        #expect(await IMAPConnection.test(address, anna, policy: .lenient, resolver: resolver, options: options).code == .ok)
    }
}
