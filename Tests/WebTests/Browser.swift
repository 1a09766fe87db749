import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Web

/// A browser for tests: keeps its cookie and its CSRF proof, as the web app does.
final class Browser: @unchecked Sendable {
    let client: any TestClientProtocol
    var cookie: String?
    var csrf: String?
    var extra: HTTPFields = [:]

    init(_ client: any TestClientProtocol) { self.client = client }

    @discardableResult
    func ask(_ method: HTTPRequest.Method, _ uri: String, _ json: JSON? = nil, headers: HTTPFields = [:]) async throws -> Answer {
        var fields = extra
        if let cookie { fields[.cookie] = cookie }
        if let csrf, method != .get { fields[HTTPField.Name("X-CSRF-Token")!] = csrf }
        if json != nil { fields[.contentType] = "application/json" }
        for header in headers { fields[header.name] = header.value.isEmpty ? nil : header.value }
        let answer = try await client.execute(
            uri: uri, method: method, headers: fields, body: json.map { ByteBuffer(bytes: $0.bytes) }
        ) { response in
            Answer(status: response.status.code, headers: response.headers, body: Array(response.body.readableBytesView))
        }
        if let set = answer.headers[.setCookie], let pair = set.split(separator: ";").first {
            cookie = set.contains("Max-Age=0") ? nil : String(pair)
        }
        if let proof = answer.json["csrf"]?.string { csrf = proof }
        return answer
    }

    /// Opens the page and makes the first admin.
    func setUp(_ name: String = "ada", _ password: String = "correct horse") async throws {
        try await ask(.get, "/api/session")
        try await ask(.post, "/api/setup", ["token": "setup-token", "username": .string(name), "password": .string(password)])
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPFields
        let body: [UInt8]
        var json: JSON { (try? JSON(parsing: body)) ?? .null }
        var text: String { String(decoding: body, as: UTF8.self) }
        var kind: String? { json["type"]?.string?.split(separator: ":").last.map(String.init) }
    }
}

extension WebServer {
    /// The server without noise in the log.
    var quiet: some ApplicationProtocol {
        application(address: .hostname("127.0.0.1", port: 0), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
