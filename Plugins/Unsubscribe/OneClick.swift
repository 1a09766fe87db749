import MailFlowPlugin

/// The one request of RFC 8058: a POST with one fixed line, without cookies, following nothing.
struct OneClick {
    let host: Host

    /// Sends it; afterwards the list has taken the person off, or the memory says why not. Fails only when it could not even be tried.
    func post(to url: String) async throws(Failure) -> Memory {
        let request = Fetch(
            "POST", url, headers: ["content-type": "application/x-www-form-urlencoded"], body: Array("List-Unsubscribe=One-Click".utf8),
            timeout: 10, limit: 65_536)
        do {
            let answer = try await host.fetch(request)
            switch answer.status {
            case 200...299: return Memory(state: .done, way: .oneClick, day: .today)
            case 300...399: return .failed(.oneClick, .elsewhere)
            case 404, 410: return .failed(.oneClick, .unknown)
            case 429: return .failed(.oneClick, .wait)
            case 500...: return .failed(.oneClick, .broken, "\(answer.status)")
            default: return .failed(.oneClick, .refused, "\(answer.status)")
            }
        } catch {
            switch error.kind {
            case .denied: return .failed(.oneClick, .forbidden)
            case .timeout: return .failed(.oneClick, .silent)
            case .tooLarge: return .failed(.oneClick, .tooMuch)
            case .unavailable: return .failed(.oneClick, .unreachable)
            default: throw error
            }
        }
    }
}
