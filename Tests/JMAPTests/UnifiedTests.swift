import Core
import Store
import StoreEngines
import Synchronization
import Testing

@testable import JMAP

@Suite struct UnifiedTests {
    @Test(arguments: Engine.allCases) func allMergesByRole(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let a = try await town.mail(1)
        let b = try await town.mail(2, in: town.homeInbox, account: town.home, keywords: [.seen, .flagged])
        try await town.mail(3, in: town.otherInbox, account: town.other)
        #expect(try await town.query(["inMailbox": "all-inbox"], account: "all") == [b.description, a.description])
        #expect(try await town.query(["inMailbox": "all-inbox"], account: "all", collapse: true) == [b.description, a.description])
        #expect(try await town.query(["inMailbox": "all-flagged"], account: "all") == [b.description])
        let total = try await town.call(
            "Email/query", ["accountId": "all", "filter": ["inMailbox": "all-inbox"], "collapseThreads": true, "calculateTotal": true])
        #expect(total.arguments["total"] == 2)
        let boxes = try await town.call("Mailbox/get", ["accountId": "all"]).arguments["list"]?.array ?? []
        #expect(
            boxes.compactMap { $0["id"]?.string } == [
                "all-inbox", "all-drafts", "all-sent", "all-archive", "all-junk", "all-trash", "all-flagged",
            ])
        #expect(
            boxes[0]["totalEmails"] == 2 && boxes[0]["unreadEmails"] == 1 && boxes[0]["unreadThreads"] == 1 && boxes[6]["totalEmails"] == 1)
        #expect(
            try await town.email(b, ["mailboxIds", "accountId"]) == [
                "id": .string(b.description), "accountId": .string(town.home.description),
                "mailboxIds": [town.homeInbox.description: true, "all-inbox": true, "all-flagged": true],
            ])
        // Each goes to the folder of its own account.
        let moved = try await town.call(
            "Email/set",
            [
                "accountId": "all",
                "update": [
                    a.description: ["mailboxIds": ["all-archive": true]],
                    b.description: ["mailboxIds/all-inbox": nil, "mailboxIds/all-trash": true],
                ],
            ])
        #expect(moved.arguments["updated"]?.object?.count == 2, "\(moved.arguments.text)")
        #expect(try await town.query(["inMailbox": .string(town.archive.description)]) == [a.description])
        #expect(try await town.query(["inMailbox": .string(town.homeTrash.description)], account: town.home.description) == [b.description])
        let none = try await town.call("Email/set", ["accountId": "all", "update": [a.description: ["mailboxIds": ["all-junk": true]]]])
        #expect(none.arguments["notUpdated"]?[a.description]?["type"] == "invalidProperties")
        // What a person does not include is not found, but can still be read.
        let out = try await town.call(
            "MailAccount/set", ["accountId": "all", "update": [town.home.description: ["includeInUnified": false]]])
        #expect(out.arguments["updated"]?[town.home.description] == .null, "\(out.arguments.text)")
        #expect(try await town.query(["inMailbox": "all-trash"], account: "all") == [])
        #expect(try await town.email(b, ["id"])["id"] == .string(b.description))
        let stale = try await town.call(
            "Email/queryChanges", ["accountId": "all", "filter": ["inMailbox": "all-inbox"], "sinceQueryState": "1-abc"])
        #expect(stale.arguments["type"] == "cannotCalculateChanges")
    }

    @Test(arguments: Engine.allCases) func mailboxes(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let account = JSON.string(town.work.description)
        let state = try await town.state("Mailbox")
        let made = try await town.call(
            "Mailbox/set",
            [
                "accountId": account,
                "create": [
                    "child": ["name": "2026", "parentId": "#top"], "top": ["name": "Bills ä"], "bad": ["name": "a/b"],
                    "dup": ["name": "Archive"],
                ],
            ])
        let top = try #require(made.arguments["created"]?["top"]?["id"]?.string, "\(made.arguments.text)")
        let child = try #require(made.arguments["created"]?["child"]?["id"]?.string)
        #expect(
            made.arguments["notCreated"]?["bad"]?["properties"] == ["name"]
                && made.arguments["notCreated"]?["dup"]?["properties"] == ["name"])
        func box(_ id: String) async throws -> JSON {
            try await town.call("Mailbox/get", ["accountId": account, "ids": [.string(id)]]).arguments["list"]?.array?.first ?? nil
        }
        #expect(try await box(child)["parentId"] == .string(top))
        let changed = try await town.call(
            "Mailbox/set",
            [
                "accountId": account,
                "update": [
                    child: ["name": "2027", "parentId": nil, "isSubscribed": false, "sortOrder": 3], top: ["role": "junk"],
                    town.inbox.description: ["name": "x"],
                ],
            ])
        #expect(changed.arguments["updated"]?.object?.count == 2, "\(changed.arguments.text)")
        #expect(changed.arguments["notUpdated"]?[town.inbox.description]?["type"] == "forbidden")
        let renamed = try await box(child)
        #expect(renamed["name"] == "2027" && renamed["parentId"] == .null && renamed["isSubscribed"] == false && renamed["sortOrder"] == 3)
        #expect(try await box(top)["role"] == "junk")
        let cycle = try await town.call("Mailbox/query", ["accountId": account, "filter": ["name": "Projects"]])
        let projects = strings(cycle.arguments["ids"])[0]
        let bridge = strings(
            try await town.call("Mailbox/query", ["accountId": account, "filter": ["parentId": .string(projects)]]).arguments["ids"])[0]
        let within = try await town.call(
            "Mailbox/set", ["accountId": account, "update": [projects: ["parentId": .string(bridge)]], "destroy": [.string(projects)]])
        #expect(
            within.arguments["notUpdated"]?[projects]?["properties"] == ["parentId"]
                && within.arguments["notDestroyed"]?[projects]?["type"] == "mailboxHasChild")
        try await town.mail(1, in: MailboxID(bridge)!)
        let full = try await town.call(
            "Mailbox/set", ["accountId": account, "destroy": [.string(bridge), .string(town.inbox.description), "m999"]])
        #expect(
            full.arguments["notDestroyed"]?[bridge]?["type"] == "mailboxHasEmail"
                && full.arguments["notDestroyed"]?["m999"]?["type"] == "notFound")
        let emptied = try await town.call(
            "Mailbox/set", ["accountId": account, "destroy": [.string(projects), .string(bridge)], "onDestroyRemoveEmails": true])
        #expect(Set(strings(emptied.arguments["destroyed"])) == [projects, bridge])
        let changes = try await town.call("Mailbox/changes", ["accountId": account, "sinceState": .string(state)])
        #expect(
            Set(strings(changes.arguments["created"])) == [top, child]
                && Set(strings(changes.arguments["destroyed"])) == [projects, bridge])
        let tree = try await town.call(
            "Mailbox/query", ["accountId": account, "sortAsTree": true, "sort": [["property": "name"]], "filter": ["hasAnyRole": true]])
        #expect(strings(tree.arguments["ids"]).count == 6)
        #expect(try await town.call("Mailbox/query", ["accountId": account, "filter": ["x": 1]]).arguments["type"] == "unsupportedFilter")
        let work = try await town.store.read { [work = town.work] sql throws(Failure) in
            try OutboxTable.open(sql, account: work).map(\.work)
        }
        #expect(
            work.contains(.renameMailbox(mailbox: MailboxID(child)!.rawValue, from: "Bills ä/2026"))
                && work.contains(.deleteMailbox(path: "Projects")))
    }

    @Test(arguments: Engine.allCases) func mailAccounts(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let server: JSON = ["host": "imap.example.org", "port": 993, "tls": "implicit", "skipVerify": false, "username": "n"]
        let object: [String: JSON] = [
            "name": "New", "email": "new@example.org", "imap": server, "smtp": server, "password": "pw", "hue": "teal",
        ]
        let made = try await town.call("MailAccount/set", ["accountId": "all", "create": ["k": .object(object)]])
        let id = try #require(made.arguments["created"]?["k"]?["id"]?.string, "\(made.arguments.text)")
        #expect(made.arguments["created"]?["k"]?["password"] == nil)
        #expect(town.nudged.accounts.withLock { $0.contains(AccountID(id)!) })
        #expect(try await town.store.passwords(AccountID(id)!).imap == "pw")
        let patched = try await town.call(
            "MailAccount/set",
            ["accountId": "all", "update": [id: ["imap/port": 143, "imap/tls": "starttls", "password": "new", "hue": "red"]]])
        #expect(patched.arguments["updated"]?[id] == .null, "\(patched.arguments.text)")
        let got = try await town.call("MailAccount/get", ["accountId": "all", "ids": [.string(id)]]).arguments["list"]?.array?.first
        #expect(
            got?["imap"] == ["host": "imap.example.org", "port": 143, "tls": "starttls", "skipVerify": false, "username": "n"]
                && got?["hue"] == "red")
        town.raws.imap.withLock {
            $0 = ConnectionCheck(.wrongPassword, message: "The password is wrong.", server: "NO [AUTHENTICATIONFAILED]")
        }
        let failed = try await town.call(
            "MailAccount/set", ["accountId": "all", "create": ["k": .object(object)], "update": [id: ["password": "x"]]])
        #expect(
            failed.arguments["notCreated"]?["k"]?["type"] == "connectionFailed"
                && failed.arguments["notCreated"]?["k"]?["imap"]?["code"] == "wrongPassword")
        #expect(failed.arguments["notUpdated"]?[id]?["type"] == "connectionFailed")
        #expect(try await town.store.passwords(AccountID(id)!).imap == "new")
        // What needs no server is saved all the same.
        #expect(
            try await town.call("MailAccount/set", ["accountId": "all", "update": [id: ["name": "Newer"]]]).arguments["updated"]?[id]
                == .null)
        let skipped = try await town.call(
            "MailAccount/set", ["accountId": "all", "create": ["k": .object(object.merging(["skipTest": true]) { $1 })]])
        #expect(skipped.arguments["created"]?["k"]?["id"]?.string != nil)
        let test = try await town.call(
            "MailAccount/test", ["accountId": "all", "imap": server, "smtp": server, "email": "new@example.org", "id": .string(id)])
        #expect(test.arguments["imap"]?["code"] == "wrongPassword" && test.arguments["smtp"]?["ok"] == true)
        // A saved password does not follow to another host.
        let elsewhere: JSON = ["host": "evil.example.test", "port": 993, "tls": "implicit"]
        for (name, secret) in [("imap", "password"), ("smtp", "smtpPassword")] {
            let stolen = try await town.call("MailAccount/set", ["accountId": "all", "update": [id: .object([name: elsewhere])]])
            #expect(stolen.arguments["notUpdated"]?[id]?["properties"] == [.string(secret)], "\(stolen.arguments.text)")
        }
        let tried = try await town.call(
            "MailAccount/test",
            ["accountId": "all", "imap": elsewhere, "smtp": server, "email": "new@example.org", "id": .string(id)])
        #expect(tried.arguments["properties"] == ["password"])
        let found = try await town.call("MailAccount/discover", ["accountId": "all", "email": "a@example.org"])
        #expect(found.arguments["found"] == "table" && found.arguments["imap"]?["username"] == "a@example.org")
        for (change, property) in [
            ("email", JSON.string("nobody")), ("hue", "grey"), ("imap", ["host": "", "port": 993, "tls": "implicit"]),
            ("smtp", ["host": "h", "port": 0, "tls": "none"]), ("password", nil),
        ] {
            let wrong = try await town.call(
                "MailAccount/set", ["accountId": "all", "create": ["k": .object(object.merging([change: property]) { $1 })]])
            let named = strings(wrong.arguments["notCreated"]?["k"]?["properties"])
            #expect(named.contains(change), "\(change) → \(wrong.arguments.text)")
        }
        let gone = try await town.call("MailAccount/set", ["accountId": "all", "destroy": [.string(id)]])
        #expect(gone.arguments["destroyed"] == [.string(id)])
        #expect(
            try await town.call("MailAccount/get", ["accountId": .string(town.work.description)]).arguments["type"]
                == "accountNotSupportedByMethod")
    }

    @Test(arguments: Engine.allCases) func preferencesAndPeople(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let set = try await town.call(
            "Preference/set",
            ["accountId": "all", "update": ["singleton": ["theme": "night", "undoSendSeconds": 5, "x": ["a": 1], "markReadSeconds": nil]]])
        #expect(set.arguments["updated"]?["singleton"] == .null, "\(set.arguments.text)")
        try await town.call("Preference/set", ["accountId": "all", "update": ["singleton": ["x/b": 2]]])
        let got = try await town.call("Preference/get", ["accountId": "all", "ids": ["singleton", "other"]])
        let one = got.arguments["list"]?.array?.first
        #expect(one?["theme"] == "night" && one?["x"] == ["a": 1, "b": 2] && one?["markReadSeconds"] == .null && one?["shortcuts"] == true)
        #expect(got.arguments["notFound"] == ["other"])
        for patch: JSON in [
            ["undoSendSeconds": 31], ["theme": 4], ["imagesFrom": [1]], ["x/y/z": 1],
            ["big": .string(String(repeating: "a", count: 70_000))],
        ] {
            let wrong = try await town.call("Preference/set", ["accountId": "all", "update": ["singleton": patch]])
            #expect(wrong.arguments["notUpdated"]?["singleton"]?["type"] != nil, "\(patch.text.prefix(50))")
        }
        #expect(
            try await town.call("Preference/get", ["accountId": "all"], as: town.olaf).arguments["list"]?.array?.first?["theme"] == "system"
        )
        try await town.mail(1, from: Address(name: "Zoë Example", email: "zoe@example.org"))
        let people = try await town.call("Correspondent/query", ["accountId": "all", "text": "zo", "limit": 5])
        #expect(people.arguments["list"]?.array?.first?["email"] == "zoe@example.org")
    }

    @Test(arguments: Engine.allCases) func pushTellsStates(_ engine: Engine) async throws {
        let town = try await Town(engine)
        let stream = town.dispatcher.push.changes(user: town.nora)
        var reader = stream.makeAsyncIterator()
        // Listening begins with a look at the journal: once something is heard, it has begun.
        let writer = Task {
            for number in 1...200 {
                try await town.mail(number)
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        let change = try #require(await reader.next())
        writer.cancel()
        _ = await writer.result
        #expect(change[town.work.description]?["Email"] != nil && change["all"]?["Email"] == change[town.work.description]?["Email"])
        let states = try await town.dispatcher.push.states(user: town.nora)
        let email = try await town.state("Email")
        let merged = try await town.state("Mailbox", account: "all")
        #expect(states[town.work.description]?["Email"] == email && states["all"]?["Mailbox"] == merged)
        #expect(states[town.other.description] == nil)
        #expect(Push.json(["a1": ["Email": "4"]]) == ["@type": "StateChange", "changed": ["a1": ["Email": "4"]]])
    }
}
