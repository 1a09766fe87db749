public import Core
public import Store

extension PluginFacts {
    /// Signs in whoever is linked to claims. Where registration is open and nobody is linked, somebody new is made, whose name is the one
    /// they wish as far as `checked` lets it and nobody has it; an account that is there already is never taken over by its name or address.
    /// The token is good once and for a minute, and the database holds its hash alone.
    public static func signIn(_ store: Store, checked: @escaping @Sendable (String) -> String?)
        -> @Sendable (_ plugin: String, PluginClaims) async throws(Failure) -> String
    {
        { plugin, claims async throws(Failure) in
            let wishes = [claims.username, claims.email.map { String($0.prefix { $0 != "@" }) }, "user"].compactMap { $0.flatMap(checked) }
            let token = try await store.write { tx throws(Failure) in
                let linked = try UserLinkTable.user(tx.sql, plugin: plugin, issuer: claims.issuer, subject: claims.subject)
                if let linked { return try UserLinkTable.token(tx, plugin: plugin, user: linked) }
                return try UserLinkTable.token(tx, plugin: plugin, user: try newcomer(tx, plugin, claims, wishes.first ?? "user"))
            }
            return "/sign-in/once/\(token)"
        }
    }

    private static func newcomer(_ tx: Transaction, _ plugin: String, _ claims: PluginClaims, _ wish: String) throws(Failure) -> UserID {
        // The first person of a server is its admin and comes by the setup link.
        guard try SettingTable.isRegistrationOpen(tx.sql), try UserTable.count(tx.sql) > 0 else {
            throw Failure(.denied, "\(claims.subject) is not linked to anybody, and registration is closed")
        }
        for number in 1...100 {
            let name = number == 1 ? wish : "\(wish.prefix(110)) \(number)"
            guard try UserTable.find(tx.sql, username: try UserTable.username(name)) == nil else { continue }
            // No text has this hash: without a password of their own they come in by the plugin or an app password alone.
            let user = try UserTable.add(tx, username: name, passwordHash: "*", isAdmin: false)
            if let shown = claims.displayName, !shown.isEmpty { try UserTable.setDisplayName(tx, user, shown) }
            try UserLinkTable.link(tx, plugin: plugin, issuer: claims.issuer, subject: claims.subject, user: user)
            return user
        }
        throw Failure(.conflict, "a hundred people are called \(wish)")
    }
}
