import MailFlowPlugin

/// Why Todoist did not do what it was asked, as a person may read it.
enum Trouble: Error, Equatable {
    /// Nobody has put a token in yet.
    case notConnected
    /// The token is wrong, or was revoked.
    case token
    /// Too many requests; seconds until the next may be made.
    case rate(Int)
    /// Todoist does not have what was named.
    case gone
    /// Todoist says no, with its reason.
    case refused(String)
    /// Todoist cannot be reached, or is not well.
    case outage
    /// The host of the API was not granted.
    case notGranted

    /// The member `error` of an answer to the page.
    var name: String {
        switch self {
        case .notConnected: "notConnected"
        case .token: "token"
        case .rate: "rate"
        case .gone: "gone"
        case .refused: "refused"
        case .outage: "outage"
        case .notGranted: "notGranted"
        }
    }

    /// What happened and what to do.
    var sentence: String {
        switch self {
        case .notConnected: "Todoist is not connected. Put your API token into Settings, Todoist."
        case .token: "Todoist does not accept the token. It may have been revoked: put a new one into Settings, Todoist."
        case .rate(let seconds): "Todoist has had too many requests. Try again in \(Trouble.words(seconds))."
        case .gone: "Todoist does not have this any more. It may have been deleted there."
        case .refused(let reason): "Todoist did not take it: \(reason)"
        case .outage: "Todoist cannot be reached just now. Try again in a moment: the task will not be made twice."
        case .notGranted: "This server may not reach Todoist. An administrator can allow it under Plugins, Todoist."
        }
    }

    /// The status of an answer to the page.
    var status: Int {
        switch self {
        case .notConnected, .token: 409
        case .rate: 429
        case .gone: 404
        case .refused: 422
        case .outage: 503
        case .notGranted: 403
        }
    }

    /// An answer to the page.
    var response: Response {
        var json: JSON = ["error": .string(name), "message": .string(sentence)]
        if case .rate(let seconds) = self { json["retryAfter"] = .int(Int64(seconds)) }
        return .json(json, status: status)
    }

    private static func words(_ seconds: Int) -> String {
        seconds < 120 ? "\(max(1, seconds)) seconds" : "\((seconds + 59) / 60) minutes"
    }
}
