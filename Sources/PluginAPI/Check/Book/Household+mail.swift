import Core

extension Household {
    /// Answers a JMAP request (RFC 8620 3.4): every `get` has one object, every `query` finds it, and every `set` succeeds.
    static func jmap(_ request: JSON) -> JSON {
        let answers = (request["methodCalls"]?.array ?? []).map { call -> JSON in
            guard let parts = call.array, parts.count == 3, let method = parts[0].string else {
                return ["error", ["type": "notRequest"], "0"]
            }
            return [parts[0], result(method, parts[1]), parts[2]]
        }
        return ["methodResponses": .array(answers), "sessionState": "1"]
    }

    private static func result(_ method: String, _ arguments: JSON) -> JSON {
        let account = arguments["accountId"] ?? "a1"
        let parts = method.split(separator: "/", maxSplits: 1).map(String.init)
        switch parts.last {
        case "get":
            let asked = arguments["ids"]?.array?.first
            return ["accountId": account, "state": "1", "list": [object(parts[0], asked ?? "x1")], "notFound": []]
        case "query":
            return [
                "accountId": account, "queryState": "1", "canCalculateChanges": false, "position": 0,
                "ids": [parts[0] == "Email" ? "e1" : "x1"], "total": 1,
            ]
        case "changes":
            return [
                "accountId": account, "oldState": "1", "newState": "1", "hasMoreChanges": false, "created": [], "updated": [],
                "destroyed": [],
            ]
        case "set":
            let created = (arguments["create"]?.object ?? [:]).keys.sorted().enumerated().map {
                ($1, JSON.object(["id": .string("new\($0)")]))
            }
            return [
                "accountId": account, "oldState": "1", "newState": "2", "created": .object(Dictionary(uniqueKeysWithValues: created)),
                "updated": .object((arguments["update"]?.object ?? [:]).mapValues { _ in JSON.null }),
                "destroyed": arguments["destroy"] ?? [],
            ]
        default: return ["accountId": account]
        }
    }

    private static func object(_ type: String, _ id: JSON) -> JSON {
        var members: [String: JSON] =
            switch type {
            case "Email": Questions.email.object ?? [:]
            case "Mailbox": ["name": "Inbox", "role": "inbox", "parentId": nil, "totalEmails": 200, "unreadEmails": 3]
            case "Identity": ["name": "Site Office", "email": "office@example.test"]
            case "AddressBook": ["name": "Personal", "isDefault": true]
            case "ContactCard": ["kind": "individual", "uid": "c1", "name": ["full": "Survey Desk"], "addressBookIds": ["x1": true]]
            default: [:]
            }
        members["id"] = id
        return .object(members)
    }
}
