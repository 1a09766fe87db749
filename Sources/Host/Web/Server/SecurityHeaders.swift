import HTTPTypes
import Hummingbird

/// What every answer carries. A route that needs another policy sets its own first; nothing here overwrites it.
enum SecurityHeaders {
    /// The policy of the web app: only our own files, nobody frames us.
    static let appPolicy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
        "frame-src 'self'",
        "font-src 'self'", "manifest-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// The policy of what is data, not a page: nothing may load, nothing may run.
    static let dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"

    /// Adds what is missing.
    static func add(to headers: inout HTTPFields, secure: Bool) {
        func add(_ name: HTTPField.Name, _ value: String) {
            if !headers.contains(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        if !headers.contains(.contentSecurityPolicy) {
            add(.contentSecurityPolicy, headers[.contentType]?.hasPrefix("text/html") == true ? appPolicy : dataPolicy)
            add(.frameOptions, "DENY")
        }
        add(.xContentTypeOptions, "nosniff")
        add(.referrerPolicy, "no-referrer")
        add(.openerPolicy, "same-origin")
        add(.resourcePolicy, "same-origin")
        add(.permissionsPolicy, "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()")
        add(.cacheControl, "no-store")
        if secure { add(.strictTransportSecurity, "max-age=63072000; includeSubDomains") }
    }
}
