import HTTPTypes

/// The document around a message's body: made for a sandboxed frame, with a policy of its own.
struct BodyPage: Sendable {
    /// How the page is painted.
    enum Theme: String, Sendable { case light, dark }

    let body: String
    let isHTML: Bool
    /// How many remote pictures are left out; the app reads it and offers to show them.
    let blocked: Int
    let theme: Theme

    /// The policy of a body: pictures of ours and inline ones, styles inline, nothing else; no scripts, no forms, links open outside.
    /// `allow-same-origin` lets the app measure the frame; without scripts in it nothing can use that from inside.
    static let policy = [
        "default-src 'none'", "img-src 'self' data:", "style-src 'unsafe-inline'", "font-src 'none'", "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'", "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    ].joined(separator: "; ")

    static let headers: HTTPFields = [
        .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy, .cacheControl: "private, no-store",
    ]

    /// The whole document.
    var document: String {
        """
        <!DOCTYPE html>
        <html lang="und" data-theme="\(theme.rawValue)"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">\
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>Message</title>\
        <style>\(style)</style></head>
        <body class="\(isHTML ? "html" : "plain")"\(blocked > 0 ? " data-blocked=\"\(blocked)\"" : "")>\(body)</body></html>
        """
    }

    private var style: String { Self.base + (theme == .dark ? (isHTML ? Self.darkHTML : Self.darkPlain) : "") }

    private static let base = """
        html{color-scheme:light;background:#fff;color:#1c1c1e;font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
        -webkit-text-size-adjust:100%;text-size-adjust:100%;overflow-wrap:anywhere}\
        body{margin:0;padding:1px 0;max-width:100%;overflow-x:auto}\
        img{max-width:100%;height:auto}\
        blockquote{margin:.5em 0 .5em .25em;padding-left:.9em;border-left:2px solid #c7c7cc}\
        pre{white-space:pre-wrap}\
        a{color:#0a58ca}
        """

    private static let darkPlain = """
        html{color-scheme:dark;background:#16171a;color:#e6e6e9}a{color:#7fb2ff}blockquote{border-color:#4a4b50}
        """

    /// Mail written for white paper: turned as a whole, pictures turned back, so that contrast is as its writer meant it.
    private static let darkHTML = """
        html{color-scheme:light;background:#fff;filter:invert(.915) hue-rotate(180deg)}\
        img,picture,video,[style*="background-image"],[background]{filter:invert(1) hue-rotate(180deg)}
        """
}
