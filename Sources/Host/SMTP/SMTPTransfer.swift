import CCurlFace
import Core
import Foundation
import Net

/// One conversation with a submission server over libcurl, on the thread that calls `perform`.
final class SMTPTransfer: @unchecked Sendable {
    /// What to do once signed in.
    enum Job {
        case message(SMTPBody, SMTPEnvelope)
        case test
    }

    private let job: Job
    private let server: ServerAddress
    private let credential: Credential?
    private let addresses: [VettedAddress]
    private let caFile: String?
    private let timeout: Double
    private let progress: (@Sendable (Int, Int) -> Void)?
    private let pointOfNoReturn: @Sendable () -> Bool
    private let lock = NSLock()
    private var isCancelled = false
    private var talk = SMTPTalk()
    private var at = 0
    private var handedOver = false
    private var refusedToCommit = false

    init(
        job: Job, server: ServerAddress, credential: Credential?, addresses: [VettedAddress], caFile: String?, timeout: Double,
        progress: (@Sendable (Int, Int) -> Void)?, pointOfNoReturn: @escaping @Sendable () -> Bool
    ) {
        self.job = job
        self.server = server
        self.credential = credential
        self.addresses = addresses
        self.caFile = caFile
        self.timeout = timeout
        self.progress = progress
        self.pointOfNoReturn = pointOfNoReturn
    }

    /// Ends the conversation soon, from any thread; not once the message is handed over.
    func cancel() {
        lock.lock()
        isCancelled = true
        lock.unlock()
    }

    /// Waits for the end of the conversation.
    func perform() -> SMTPOutcome {
        mf_curl_start()
        guard let curl = curl_easy_init() else {
            return .notSent(ConnectionCheck(.failed, message: "Mail cannot be sent now. Try again later."))
        }
        defer { curl_easy_cleanup(curl) }
        var calls = mf_curl_calls()
        calls.context = Unmanaged.passUnretained(self).toOpaque()
        calls.received = { _, _, _ in true }
        calls.header = { _, _, _ in true }
        calls.going = { context, _ in SMTPTransfer.of(context).isGoing }
        calls.spoken = { SMTPTransfer.of($0).talk.add(sent: $1, UnsafeBufferPointer(start: $2, count: $3)) }
        calls.connects = { SMTPTransfer.of($0).mayConnect(UnsafeBufferPointer(start: $1, count: $2)) }
        calls.send = { SMTPTransfer.of($0).give(UnsafeMutableBufferPointer(start: $1, count: $2)) }
        let host = addresses[0].host
        let pins = addresses.map { $0.ip.isIPv6 ? "[\($0.ip)]" : "\($0.ip)" }.joined(separator: ",")
        let resolve = IPAddress(host) == nil ? curl_slist_append(nil, "\(host):\(server.port):\(pins)") : nil
        var recipients: UnsafeMutablePointer<curl_slist>?
        if case .message(_, let envelope) = job {
            for recipient in envelope.recipients { recipients = curl_slist_append(recipients, "<\(recipient)>") }
        }
        defer {
            curl_slist_free_all(resolve)
            curl_slist_free_all(recipients)
        }
        return withUnsafePointer(to: &calls) { calls in
            set(curl, host)
            mf_curl_list(curl, CURLOPT_RESOLVE, resolve)
            if recipients != nil { mf_curl_list(curl, CURLOPT_MAIL_RCPT, recipients) }
            mf_curl_hook(curl, calls)
            let code = curl_easy_perform(curl)
            return outcome(code, osError: Int32(truncatingIfNeeded: mf_curl_info(curl, CURLINFO_OS_ERRNO)))
        }
    }

    private func set(_ curl: UnsafeMutableRawPointer, _ host: String) {
        let shown = IPAddress(host)?.isIPv6 == true ? "[\(host)]" : host
        mf_curl_text(curl, CURLOPT_URL, "\(server.tls == .implicit ? "smtps" : "smtp")://\(shown):\(server.port)/%5B127.0.0.1%5D")
        mf_curl_text(curl, CURLOPT_PROXY, "")
        mf_curl_text(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        mf_curl_long(curl, CURLOPT_USE_SSL, server.tls == .none ? Int(CURLUSESSL_NONE.rawValue) : Int(CURLUSESSL_ALL.rawValue))
        mf_curl_long(curl, CURLOPT_SSL_VERIFYPEER, server.skipVerify ? 0 : 1)
        mf_curl_long(curl, CURLOPT_SSL_VERIFYHOST, server.skipVerify ? 0 : 2)
        if let caFile = caFile ?? PrivateAuthorities.file { mf_curl_text(curl, CURLOPT_CAINFO, caFile) }
        mf_curl_long(curl, CURLOPT_NOSIGNAL, 1)
        mf_curl_long(curl, CURLOPT_NETRC, 0)
        mf_curl_long(curl, CURLOPT_TIMEOUT_MS, Int(timeout * 1000))
        mf_curl_long(curl, CURLOPT_CONNECTTIMEOUT_MS, Int(min(timeout, 15) * 1000))
        mf_curl_long(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(timeout)))
        mf_curl_long(curl, CURLOPT_FORBID_REUSE, 1)
        mf_curl_long(curl, CURLOPT_SASL_IR, 1)
        switch credential {
        case .password(let username, let password):
            mf_curl_text(curl, CURLOPT_USERNAME, username)
            mf_curl_text(curl, CURLOPT_PASSWORD, password)
            mf_curl_text(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
        case .bearer(let username, let token):
            mf_curl_text(curl, CURLOPT_USERNAME, username)
            mf_curl_text(curl, CURLOPT_XOAUTH2_BEARER, token)
            mf_curl_text(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2")
        case nil: break
        }
        switch job {
        case .message(let body, let envelope):
            mf_curl_text(curl, CURLOPT_MAIL_FROM, "<\(envelope.from)>")
            mf_curl_long(curl, CURLOPT_UPLOAD, 1)
            mf_curl_size(curl, CURLOPT_INFILESIZE_LARGE, Int64(body.count))
        case .test:
            mf_curl_text(curl, CURLOPT_CUSTOMREQUEST, "NOOP")
            mf_curl_long(curl, CURLOPT_NOBODY, 1)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> SMTPTransfer {
        Unmanaged<SMTPTransfer>.fromOpaque(context!).takeUnretainedValue()
    }

    /// Cancelling ends what is not handed over; after that the server's answer is waited for.
    private var isGoing: Bool {
        lock.lock()
        defer { lock.unlock() }
        return handedOver || !isCancelled
    }

    private func mayConnect(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let ip = IPAddress(bytes: Array(bytes))
        return addresses.contains { $0.ip == ip }
    }

    /// Gives libcurl the next bytes. The last two, a line end, are kept back until the caller agrees: libcurl ends the message right after.
    private func give(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard case .message(let body, _) = job else { return 0 }
        if at >= body.count { return 0 }
        let tail = body.count - 2
        if at >= tail {
            guard isGoing, pointOfNoReturn() else {
                refusedToCommit = true
                return -1
            }
            lock.lock()
            handedOver = true
            lock.unlock()
        }
        let end = at < tail ? min(tail, at + buffer.count) : min(body.count, at + buffer.count)
        let count = body.read(at, into: UnsafeMutableBufferPointer(rebasing: buffer[..<(end - at)]))
        // A file that became shorter: nothing of it may count as sent.
        guard count > 0 else { return -1 }
        at += count
        progress?(at, body.count)
        return count
    }

    private func outcome(_ code: CURLcode, osError: Int32) -> SMTPOutcome {
        let words = talk.lastReply
        if code == CURLE_OK {
            if case .test = job, credential != nil, !talk.triedToSignIn { return .notSent(SMTPWords.noSignIn(words)) }
            return .delivered(server: talk.deliveredWords)
        }
        if refusedToCommit { return .abandoned }
        if handedOver {
            // Only an answer to the message itself says what became of it.
            guard let answer = talk.answerToMessage else { return .unknown(String(cString: curl_easy_strerror(code))) }
            return SMTPWords.refusal(answer, [:])
        }
        if let refused = talk.refusedEnvelope { return SMTPWords.refusal(refused.reply, refused.recipients) }
        if case .message = job, let refused = talk.refusedData { return SMTPWords.refusal(refused, [:]) }
        return .notSent(SMTPWords.check(code, osError, talk, server, credential))
    }
}
