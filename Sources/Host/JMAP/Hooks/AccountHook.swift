import Core
import Store

/// Hook `account.connect`: whether plugins let somebody connect an account.
enum AccountHook {
    /// Why not; nil when nobody objects. No plugin is told a password.
    static func veto(_ account: Account, _ call: Call) async -> String? {
        func server(_ address: ServerAddress) -> JSON {
            ["host": .string(address.host), "port": .int(Int64(address.port)), "tls": .string(address.tls.rawValue)]
        }
        return Hooks.veto(
            await call.house.hooks.opinions(
                "account.connect",
                [
                    "user": .string("\(call.user)"), "email": .string(account.email), "name": .string(account.name),
                    "imap": server(account.imap), "smtp": server(account.smtp),
                ]))
    }
}
