import MailFlowPlugin

/// A message of a mailing list that says how to leave it.
struct ListMail: Equatable {
    /// The properties of an email that it is read from.
    static let properties: [JSON] = [
        "id", "accountId", "keywords", "receivedAt", "from", "to", "cc", "header:List-Id:asText", "header:List-Unsubscribe:asURLs",
        "header:List-Unsubscribe-Post:asText",
    ]

    /// How it can be left.
    enum Way: Equatable {
        /// One POST, nothing to confirm (RFC 8058).
        case oneClick(String)
        /// A page on which the person says so (RFC 2369).
        case link(String)
        /// A mail to the list's robot (RFC 2369, RFC 6068).
        case mail(Mailto)
    }

    /// The best way this message offers.
    let way: Way
    /// A page to fall back to, where there is one.
    let page: String?
    /// The name of the list, or of its sender: what is remembered is remembered under it.
    let key: String
    /// The account the message is in.
    let account: String
    /// Whom it was sent to, in lower case.
    let recipients: [String]
    /// The day it came.
    let received: Day?

    /// Reads the headers of an email (JMAP, RFC 8621). Nil when it offers no way, and for spam: an answer would only prove that somebody reads it.
    init?(_ email: JSON) {
        if email["keywords"]?["$junk"]?.bool == true { return nil }
        guard let account = email["accountId"]?.string else { return nil }
        let urls = ListMail.urls(email["header:List-Unsubscribe:asURLs"]).prefix(16)
        let pages = urls.filter(ListMail.isSafePage)
        let post = email["header:List-Unsubscribe-Post:asText"]?.string ?? ""
        let isOneClick = post.filter { !$0.isWhitespace }.lowercased() == "list-unsubscribe=one-click"
        if isOneClick, let url = pages.first {
            way = .oneClick(url)
        } else if let first = urls.lazy.compactMap(ListMail.way).first {
            way = first
        } else {
            return nil
        }
        guard let key = ListMail.key(email) else { return nil }
        self.key = key
        self.account = account
        page = pages.first
        recipients = ["to", "cc"].flatMap { email[$0]?.array ?? [] }.compactMap { $0["email"]?.string?.lowercased() }
        received = email["receivedAt"]?.string.flatMap(Day.init)
    }

    /// The way a URL stands for when nothing is said about one click; http and everything unknown stands for none.
    private static func way(_ url: String) -> Way? {
        if isSafePage(url) { return .link(url) }
        return Mailto(url).map(Way.mail)
    }

    /// The URLs of the header, in the order of the list's preference.
    private static func urls(_ value: JSON?) -> [String] {
        (value?.array ?? []).compactMap(\.string).filter { $0.utf8.count <= 4096 }
    }

    /// Whether this is an https URL with a host name, without a user name, and with nothing invisible in it.
    static func isSafePage(_ url: String) -> Bool {
        guard url.prefix(8).lowercased() == "https://",
            url.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 92 && $0 != 34 && $0 != 60 && $0 != 62 })
        else { return false }
        let authority = url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return !authority.isEmpty && !authority.contains("@") && authority.contains { $0 != ":" && !$0.isNumber && $0 != "." }
    }

    /// The List-Id without its description, else the sender's address.
    private static func key(_ email: JSON) -> String? {
        if let text = email["header:List-Id:asText"]?.string {
            let id = text.split(separator: "<").last?.prefix { $0 != ">" } ?? ""
            let name = id.filter { !$0.isWhitespace }.lowercased()
            if !name.isEmpty, name.utf8.count <= 300 { return "list:\(name)" }
        }
        guard let from = email["from"]?.array?.first?["email"]?.string?.lowercased(), !from.isEmpty, from.utf8.count <= 320 else {
            return nil
        }
        return "from:\(from)"
    }
}
