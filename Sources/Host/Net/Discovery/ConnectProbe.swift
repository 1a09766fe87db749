import CCurlFace
import Core
import Foundation

/// Whether something accepts connections at checked addresses.
enum ConnectProbe {
    /// Tries to connect, on a thread of Net; nothing is sent.
    static func answers(_ addresses: [VettedAddress], within seconds: Double) async -> Bool {
        guard let first = addresses.first else { return false }
        let allowed = addresses.map(\.ip)
        return (try? await WaitingThreads.net.run(within: seconds + 1, "connecting to \(first.host)") { connects(first, allowed, seconds) })
            ?? false
    }

    private final class Allowed {
        let addresses: [IPAddress]
        init(_ addresses: [IPAddress]) { self.addresses = addresses }
    }

    private static func connects(_ first: VettedAddress, _ addresses: [IPAddress], _ seconds: Double) -> Bool {
        mf_curl_start()
        guard let curl = curl_easy_init() else { return false }
        defer { curl_easy_cleanup(curl) }
        let allowed = Allowed(addresses)
        let pins = addresses.map { $0.isIPv6 ? "[\($0)]" : "\($0)" }.joined(separator: ",")
        let resolve = curl_slist_append(nil, "\(first.host):\(first.port):\(pins)")
        defer { curl_slist_free_all(resolve) }
        var calls = mf_curl_calls()
        calls.context = Unmanaged.passUnretained(allowed).toOpaque()
        calls.connects = { context, bytes, count in
            let ip = IPAddress(bytes: Array(UnsafeBufferPointer(start: bytes, count: count)))
            return Unmanaged<Allowed>.fromOpaque(context!).takeUnretainedValue().addresses.contains { $0 == ip }
        }
        return withExtendedLifetime(allowed) {
            withUnsafePointer(to: &calls) { calls in
                let host = first.ip.isIPv6 && IPAddress(first.host) != nil ? "[\(first.host)]" : first.host
                mf_curl_text(curl, CURLOPT_URL, "http://\(host):\(first.port)/")
                mf_curl_text(curl, CURLOPT_PROXY, "")
                mf_curl_list(curl, CURLOPT_RESOLVE, resolve)
                mf_curl_long(curl, CURLOPT_CONNECT_ONLY, 1)
                mf_curl_long(curl, CURLOPT_NOSIGNAL, 1)
                mf_curl_long(curl, CURLOPT_CONNECTTIMEOUT_MS, Int(seconds * 1000))
                mf_curl_hook(curl, calls)
                return curl_easy_perform(curl) == CURLE_OK
            }
        }
    }
}
