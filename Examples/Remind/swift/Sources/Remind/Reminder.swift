import MailFlowPlugin

/// One reminder of one person. It is kept in the person's scope, with its time; the time is also a key of the plugin's own scope,
/// so that the job finds what is due without knowing the users.
struct Reminder {
    let user: String
    let email: String

    /// Ids of a server are short and plain; anything else is no reminder of ours.
    init?(user: String?, email: String?) {
        func isID(_ text: String) -> Bool {
            (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || [45, 46, 95].contains(byte)
                }
        }
        guard let user, let email, isID(user), isID(email) else { return nil }
        self.user = user
        self.email = email
    }

    /// What the facts of a hook or an action are about.
    init?(_ facts: JSON) { self.init(user: facts["user"]?.string, email: facts["email"]?["id"]?.string) }

    var scope: String { "user:\(user)" }
    var key: String { "remind/\(email)" }

    func due(_ at: Int64) -> String {
        let digits = String(at)
        return "due/\(String(repeating: "0", count: max(0, 12 - digits.count)))\(digits)/\(user)/\(email)"
    }
}
