import Core

/// Providers whose servers are known, by the domains of their addresses.
enum ProviderTable {
    struct Provider: Sendable {
        let name: String
        let domains: [String]
        let imap: String
        let smtp: String
        var imapPort = 993
        var smtpPort = 587
        var username = Discovered.UsernameForm.address
        var note: String?
        var help: String?
    }

    private static let appPassword = "needs an app password instead of the account's password."

    static let providers: [Provider] = [
        Provider(
            name: "Gmail", domains: ["gmail.com", "googlemail.com"], imap: "imap.gmail.com", smtp: "smtp.gmail.com", smtpPort: 465,
            note: "Gmail \(appPassword)", help: "https://support.google.com/accounts/answer/185833"),
        Provider(
            name: "iCloud", domains: ["icloud.com", "me.com", "mac.com"], imap: "imap.mail.me.com", smtp: "smtp.mail.me.com",
            note: "iCloud \(appPassword)", help: "https://support.apple.com/102654"),
        Provider(
            name: "Yahoo",
            domains: [
                "yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.com.br", "yahoo.co.in",
                "yahoo.in", "yahoo.com.au", "ymail.com", "rocketmail.com", "myyahoo.com",
            ], imap: "imap.mail.yahoo.com", smtp: "smtp.mail.yahoo.com", smtpPort: 465, note: "Yahoo \(appPassword)",
            help: "https://help.yahoo.com/kb/SLN15241.html"),
        Provider(
            name: "AOL", domains: ["aol.com", "aol.co.uk", "aol.de", "aim.com", "verizon.net"], imap: "imap.aol.com", smtp: "smtp.aol.com",
            smtpPort: 465, note: "AOL \(appPassword)", help: "https://help.aol.com/articles/Create-and-manage-app-password"),
        Provider(
            name: "Outlook",
            domains: [
                "outlook.com", "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "live.com",
                "live.de", "live.fr", "live.co.uk", "live.nl", "msn.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it",
                "passport.com",
            ], imap: "outlook.office365.com", smtp: "smtp-mail.outlook.com",
            note: "Microsoft no longer accepts passwords here: sign in with Microsoft instead.",
            help: "https://support.microsoft.com/office/d088b986-291d-42b8-9564-9c414e2aa040"),
        Provider(
            name: "Microsoft 365", domains: ["onmicrosoft.com", "office365.com"], imap: "outlook.office365.com", smtp: "smtp.office365.com",
            note: "Microsoft no longer accepts passwords here: sign in with Microsoft instead."),
        Provider(
            name: "Fastmail",
            domains: ["fastmail.com", "fastmail.fm", "fastmail.org", "fastmail.net", "messagingengine.com", "sent.com", "mailbolt.com"],
            imap: "imap.fastmail.com", smtp: "smtp.fastmail.com", smtpPort: 465, note: "Fastmail \(appPassword)",
            help: "https://www.fastmail.help/hc/en-us/articles/360058752854"),
        Provider(
            name: "GMX", domains: ["gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.org", "gmx.info"], imap: "imap.gmx.net",
            smtp: "mail.gmx.net", note: "Allow IMAP in the settings of GMX first.", help: "https://hilfe.gmx.net/pop-imap/einschalten.html"),
        Provider(
            name: "GMX", domains: ["gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "mail.com", "email.com", "usa.com"], imap: "imap.gmx.com",
            smtp: "mail.gmx.com", note: "Allow IMAP in the settings of the mailbox first.",
            help: "https://support.gmx.com/pop-imap/toggle.html"),
        Provider(
            name: "WEB.DE", domains: ["web.de", "email.de"], imap: "imap.web.de", smtp: "smtp.web.de",
            note: "Allow IMAP in the settings of WEB.DE first.", help: "https://hilfe.web.de/pop-imap/einschalten.html"),
        Provider(
            name: "T-Online", domains: ["t-online.de", "magenta.de"], imap: "secureimap.t-online.de", smtp: "securesmtp.t-online.de",
            smtpPort: 465, note: "T-Online needs the password for e-mail programs."),
        Provider(name: "freenet", domains: ["freenet.de"], imap: "mx.freenet.de", smtp: "mx.freenet.de"),
        Provider(
            name: "Zoho", domains: ["zoho.com", "zohomail.com"], imap: "imap.zoho.com", smtp: "smtp.zoho.com", smtpPort: 465,
            note: "Allow IMAP in Zoho's settings; with two-factor sign-in Zoho \(appPassword)",
            help: "https://www.zoho.com/mail/help/imap-access.html"),
        Provider(
            name: "Zoho", domains: ["zoho.eu", "zohomail.eu"], imap: "imap.zoho.eu", smtp: "smtp.zoho.eu", smtpPort: 465,
            note: "Allow IMAP in Zoho's settings first."),
        Provider(
            name: "Yandex", domains: ["yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua"], imap: "imap.yandex.com",
            smtp: "smtp.yandex.com", smtpPort: 465, note: "Yandex \(appPassword)",
            help: "https://yandex.com/support/id/authorization/app-passwords.html"),
        Provider(name: "mailbox.org", domains: ["mailbox.org"], imap: "imap.mailbox.org", smtp: "smtp.mailbox.org", smtpPort: 465),
        Provider(
            name: "Posteo", domains: ["posteo.de", "posteo.net", "posteo.org", "posteo.eu", "posteo.at", "posteo.ch", "posteo.me"],
            imap: "posteo.de", smtp: "posteo.de", smtpPort: 465),
        Provider(
            name: "Proton Mail", domains: ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"], imap: "127.0.0.1", smtp: "127.0.0.1",
            imapPort: 1143, smtpPort: 1025,
            note:
                "Proton Mail works through Proton Bridge on this machine, with the password the Bridge shows. An administrator must allow private hosts and other ports.",
            help: "https://proton.me/mail/bridge"),
        Provider(name: "OVH", domains: ["ovh.net", "ovh.fr"], imap: "ssl0.ovh.net", smtp: "ssl0.ovh.net", smtpPort: 465),
        Provider(
            name: "IONOS", domains: ["ionos.de", "ionos.com", "1und1.de", "online.de", "onlinehome.de"], imap: "imap.ionos.de",
            smtp: "smtp.ionos.de", smtpPort: 465),
        Provider(name: "STRATO", domains: ["strato.de"], imap: "imap.strato.de", smtp: "smtp.strato.de", smtpPort: 465),
        Provider(
            name: "Purelymail", domains: ["purelymail.com", "cheapermail.com"], imap: "imap.purelymail.com", smtp: "smtp.purelymail.com",
            smtpPort: 465),
        Provider(name: "Migadu", domains: ["migadu.com"], imap: "imap.migadu.com", smtp: "smtp.migadu.com", smtpPort: 465),
        Provider(
            name: "Runbox", domains: ["runbox.com", "runbox.no", "runbox.eu"], imap: "mail.runbox.com", smtp: "mail.runbox.com",
            smtpPort: 465),
        Provider(
            name: "Mail.ru", domains: ["mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"], imap: "imap.mail.ru",
            smtp: "smtp.mail.ru", smtpPort: 465, note: "Mail.ru \(appPassword)",
            help: "https://help.mail.ru/mail/security/protection/external"),
        Provider(
            name: "Rambler", domains: ["rambler.ru", "lenta.ru", "ro.ru"], imap: "imap.rambler.ru", smtp: "smtp.rambler.ru", smtpPort: 465),
        Provider(
            name: "QQ", domains: ["qq.com", "foxmail.com", "vip.qq.com"], imap: "imap.qq.com", smtp: "smtp.qq.com", smtpPort: 465,
            note: "QQ needs an authorization code instead of the password.", help: "https://service.mail.qq.com/detail/0/75"),
        Provider(
            name: "163", domains: ["163.com"], imap: "imap.163.com", smtp: "smtp.163.com", smtpPort: 465,
            note: "163 needs an authorization code instead of the password."),
        Provider(
            name: "126", domains: ["126.com"], imap: "imap.126.com", smtp: "smtp.126.com", smtpPort: 465,
            note: "126 needs an authorization code instead of the password."),
        Provider(
            name: "Naver", domains: ["naver.com"], imap: "imap.naver.com", smtp: "smtp.naver.com", smtpPort: 465,
            note: "Allow IMAP in Naver's settings first."),
        Provider(name: "Orange", domains: ["orange.fr", "wanadoo.fr"], imap: "imap.orange.fr", smtp: "smtp.orange.fr", smtpPort: 465),
        Provider(name: "Free", domains: ["free.fr"], imap: "imap.free.fr", smtp: "smtp.free.fr", smtpPort: 465),
        Provider(name: "La Poste", domains: ["laposte.net"], imap: "imap.laposte.net", smtp: "smtp.laposte.net", smtpPort: 465),
        Provider(
            name: "Libero", domains: ["libero.it", "inwind.it", "iol.it"], imap: "imapmail.libero.it", smtp: "smtp.libero.it", smtpPort: 465
        ),
        Provider(name: "Aruba", domains: ["aruba.it"], imap: "imaps.aruba.it", smtp: "smtps.aruba.it", smtpPort: 465),
        Provider(
            name: "Seznam", domains: ["seznam.cz", "email.cz", "post.cz"], imap: "imap.seznam.cz", smtp: "smtp.seznam.cz", smtpPort: 465),
        Provider(name: "WP", domains: ["wp.pl", "o2.pl"], imap: "imap.wp.pl", smtp: "smtp.wp.pl", smtpPort: 465),
        Provider(
            name: "Onet", domains: ["onet.pl", "op.pl", "vp.pl"], imap: "imap.poczta.onet.pl", smtp: "smtp.poczta.onet.pl", smtpPort: 465),
        Provider(name: "Bluewin", domains: ["bluewin.ch"], imap: "imaps.bluewin.ch", smtp: "smtpauths.bluewin.ch", smtpPort: 465),
        Provider(name: "Comcast", domains: ["comcast.net", "xfinity.com"], imap: "imap.comcast.net", smtp: "smtp.comcast.net"),
        Provider(
            name: "AT&T", domains: ["att.net", "sbcglobal.net", "bellsouth.net"], imap: "imap.mail.att.net", smtp: "smtp.mail.att.net",
            smtpPort: 465, note: "AT&T needs a secure mail key instead of the password."),
        Provider(name: "Disroot", domains: ["disroot.org"], imap: "disroot.org", smtp: "disroot.org", username: .localPart),
        Provider(
            name: "Riseup", domains: ["riseup.net"], imap: "mail.riseup.net", smtp: "mail.riseup.net", smtpPort: 465, username: .localPart),
        Provider(name: "Mailfence", domains: ["mailfence.com"], imap: "imap.mailfence.com", smtp: "smtp.mailfence.com", smtpPort: 465),
    ]

    private static let byDomain: [String: Provider] = {
        var table: [String: Provider] = [:]
        for provider in providers {
            for domain in provider.domains { table[domain] = provider }
        }
        return table
    }()

    /// The provider of a domain, or of the mail servers a domain was found to use.
    static func find(_ domain: String) -> Discovered? {
        let provider =
            byDomain[domain] ?? providers.first { $0.domains.contains { domain.hasSuffix(".onmicrosoft.com") && $0 == "onmicrosoft.com" } }
        return provider.map(discovered)
    }

    /// Name and note of the provider that runs a server, for servers found in other ways.
    static func provider(ofServer host: String) -> Provider? { providers.first { $0.imap == host && $0.name != "Proton Mail" } }

    private static func discovered(_ provider: Provider) -> Discovered {
        let isBridge = provider.imapPort == 1143
        return Discovered(
            .table,
            imap: ServerAddress(host: provider.imap, port: provider.imapPort, tls: isBridge ? .starttls : .implicit, skipVerify: isBridge),
            smtp: ServerAddress(
                host: provider.smtp, port: provider.smtpPort, tls: provider.smtpPort == 465 ? .implicit : .starttls, skipVerify: isBridge),
            username: provider.username, provider: provider.name, note: provider.note, helpUrl: provider.help)
    }
}
