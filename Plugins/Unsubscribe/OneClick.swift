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
            case 300...399:
                return .failed(.oneClick, "The list's server sent us elsewhere instead of confirming. Leave the list on its page.")
            case 404, 410:
                return .failed(
                    .oneClick, "The list's server no longer knows this request. A newer message of the list may have one that works.")
            case 429: return .failed(.oneClick, "The list's server asks to wait. Try again later.")
            case 500...: return .failed(.oneClick, "The list's server has trouble (status \(answer.status)). Try again later.")
            default: return .failed(.oneClick, "The list's server refused (status \(answer.status)).")
            }
        } catch {
            switch error.kind {
            case .denied: return .failed(.oneClick, "The list names a server that may not be reached from here.")
            case .timeout: return .failed(.oneClick, "The list's server did not answer in time. Try again later.")
            case .tooLarge: return .failed(.oneClick, "The list's server answered with far too much. Leave the list on its page.")
            case .unavailable: return .failed(.oneClick, "The list's server could not be reached. Try again later.")
            default: throw error
            }
        }
    }
}
