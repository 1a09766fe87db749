import CCurlFace
import Core
import Foundation

/// One request and its answer over libcurl, on the thread that calls `perform`.
final class HTTPTransfer: @unchecked Sendable {
    private let fetch: HTTPFetch
    private let target: HTTPTarget
    private let addresses: [VettedAddress]
    private let userAgent: String
    private let head: GuardedHTTP.Head?
    private let piece: GuardedHTTP.Piece?
    private let cancelled = Locked(false)

    private var status = 0
    private var headers: [(name: String, value: String)] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var received = 0
    private var headGiven = false
    private var failure: Failure?

    init(
        _ fetch: HTTPFetch, _ target: HTTPTarget, _ addresses: [VettedAddress], userAgent: String, head: GuardedHTTP.Head?,
        piece: GuardedHTTP.Piece?
    ) {
        self.fetch = fetch
        self.target = target
        self.addresses = addresses
        self.userAgent = userAgent
        self.head = head
        self.piece = piece
    }

    /// Ends the transfer soon, from any thread.
    func cancel() { cancelled.with { $0 = true } }

    /// Waits for the answer.
    func perform() -> Result<HTTPAnswer, Failure> {
        mf_curl_start()
        guard let curl = curl_easy_init() else { return .failure(Failure(.failed, "libcurl does not start")) }
        defer { curl_easy_cleanup(curl) }
        var calls = mf_curl_calls()
        calls.context = Unmanaged.passUnretained(self).toOpaque()
        calls.received = { HTTPTransfer.of($0).take(UnsafeBufferPointer(start: $1, count: $2)) }
        calls.header = { HTTPTransfer.of($0).takeHeader(UnsafeBufferPointer(start: $1, count: $2)) }
        calls.going = { context, _ in !HTTPTransfer.of(context).cancelled.with { $0 } }
        calls.connects = { HTTPTransfer.of($0).mayConnect(UnsafeBufferPointer(start: $1, count: $2)) }
        let pins = addresses.map { $0.ip.isIPv6 ? "[\($0.ip)]" : "\($0.ip)" }.joined(separator: ",")
        let resolve = IPAddress(target.host) == nil ? curl_slist_append(nil, "\(target.host):\(target.port):\(pins)") : nil
        var list: UnsafeMutablePointer<curl_slist>?
        for header in fetch.headers {
            list = curl_slist_append(list, header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        list = curl_slist_append(list, "Expect:")
        defer {
            curl_slist_free_all(resolve)
            curl_slist_free_all(list)
        }
        return withUnsafePointer(to: &calls) { calls in
            set(curl, resolve, list)
            mf_curl_hook(curl, calls)
            return finish(curl_easy_perform(curl))
        }
    }

    private func set(
        _ curl: UnsafeMutableRawPointer, _ resolve: UnsafeMutablePointer<curl_slist>?, _ list: UnsafeMutablePointer<curl_slist>?
    ) {
        mf_curl_text(curl, CURLOPT_URL, target.url)
        mf_curl_list(curl, CURLOPT_RESOLVE, resolve)
        mf_curl_list(curl, CURLOPT_HTTPHEADER, list)
        mf_curl_text(curl, CURLOPT_USERAGENT, userAgent)
        mf_curl_text(curl, CURLOPT_PROXY, "")
        mf_curl_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        mf_curl_text(curl, CURLOPT_ACCEPT_ENCODING, "")
        mf_curl_long(curl, CURLOPT_NOSIGNAL, 1)
        mf_curl_long(curl, CURLOPT_FOLLOWLOCATION, 0)
        mf_curl_long(curl, CURLOPT_NETRC, 0)
        mf_curl_long(curl, CURLOPT_TIMEOUT_MS, max(1, Int(fetch.timeout * 1000)))
        mf_curl_long(curl, CURLOPT_CONNECTTIMEOUT_MS, max(1, min(15_000, Int(fetch.timeout * 1000))))
        mf_curl_long(curl, CURLOPT_FORBID_REUSE, 1)
        if let file = PrivateAuthorities.file { mf_curl_text(curl, CURLOPT_CAINFO, file) }
        if let body = fetch.body {
            _ = body.withUnsafeBytes { bytes in mf_curl_body(curl, bytes.baseAddress ?? UnsafeRawPointer(curl), bytes.count) }
            mf_curl_text(curl, CURLOPT_CUSTOMREQUEST, fetch.method)
        } else if fetch.method == "HEAD" {
            mf_curl_long(curl, CURLOPT_NOBODY, 1)
        } else if fetch.method != "GET" {
            mf_curl_text(curl, CURLOPT_CUSTOMREQUEST, fetch.method)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer {
        Unmanaged<HTTPTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func mayConnect(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let ip = IPAddress(bytes: Array(bytes))
        return addresses.contains { $0.ip == ip }
    }

    private var isRedirect: Bool {
        [301, 302, 303, 307, 308].contains(status) && fetch.maxRedirects > 0 && headers.contains { $0.name == "location" }
    }

    private func takeHeader(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= 256 * 1024 else {
            failure = Failure(.tooLarge, "HTTP \(target.host): endless header")
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if line.hasPrefix("HTTP/"), let code = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
            status = code
            headers = []
        } else if let colon = line.firstIndex(of: ":") {
            headers.append((line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
        } else if line.isEmpty, status >= 200, !isRedirect, !headGiven, let head {
            headGiven = true
            guard head(status, headers) else {
                failure = Failure(.cancelled, "HTTP \(target.host): not wanted")
                return false
            }
        }
        return true
    }

    private func take(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        received += bytes.count
        guard received <= fetch.maxBytes else {
            failure = Failure(.tooLarge, "HTTP \(target.host): more than \(fetch.maxBytes) bytes")
            return false
        }
        if isRedirect { return true }
        if let piece {
            guard piece(Array(bytes)) else {
                failure = Failure(.cancelled, "HTTP \(target.host): not wanted")
                return false
            }
        } else {
            body.append(contentsOf: bytes)
        }
        return true
    }

    private func finish(_ code: CURLcode) -> Result<HTTPAnswer, Failure> {
        if code == CURLE_OK { return .success(HTTPAnswer(status: status, headers: headers, body: body, url: target.url)) }
        if let failure { return .failure(failure) }
        let words = "HTTP \(target.host): \(String(cString: curl_easy_strerror(code)))"
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .failure(Failure(.timeout, words))
        case CURLE_ABORTED_BY_CALLBACK: return .failure(Failure(.cancelled, words))
        case CURLE_PEER_FAILED_VERIFICATION:
            return .failure(Failure(.unavailable, words, message: "The certificate of “\(target.host)” is not valid."))
        default: return .failure(Failure(.unavailable, words))
        }
    }
}
