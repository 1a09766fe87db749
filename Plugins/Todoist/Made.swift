import MailFlowPlugin

/// The task that was made of a message, as it was last seen.
struct Made: Equatable {
    let id: String
    var title: String
    var due: String
    var isDone: Bool
    /// Seconds since 1970 when Todoist was last asked about it.
    var seen: Int64

    /// Reads an answer of the API; nil when it is no task.
    init?(task: JSON, now: Int64) {
        guard let id = task["id"]?.string, !id.isEmpty, id.utf8.count <= 100 else { return nil }
        self.id = id
        title = NewTask.line(task["content"]?.string ?? "")
        due = NewTask.line(task["due"]?["string"]?.string ?? task["due"]?["date"]?.string ?? "")
        isDone = task["checked"]?.bool ?? (task["completed_at"]?.string != nil)
        seen = now
    }

    /// Reads what `json` wrote; nil when it is something else.
    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.id = id
        title = json["title"]?.string ?? ""
        due = json["due"]?.string ?? ""
        isDone = json["done"]?.bool ?? false
        seen = json["seen"]?.int ?? 0
    }

    /// The form that is kept, and that the page gets.
    var json: JSON {
        [
            "id": .string(id), "title": .string(title), "due": .string(due), "done": .bool(isDone), "seen": .int(seen), "url": .string(url),
        ]
    }

    /// Where a person sees it.
    var url: String { "https://app.todoist.com/app/task/\(API.encoded(id))" }

    /// Do it.
    static let complete = "complete"
    /// Take that back.
    static let reopen = "reopen"
    /// Look at it.
    static let open = "open"

    /// What the reading pane shows, the task first.
    var actions: [JSON] {
        let detail = isDone ? "Done in Todoist" : due.isEmpty ? "In Todoist" : "In Todoist, due \(due)"
        let task: JSON = [
            "id": .string(Made.open), "slot": "message.chip", "label": .string(title.isEmpty ? "Task" : title), "detail": .string(detail),
            "state": "offer", "kind": "link", "url": .string(url),
        ]
        let other: JSON = [
            "id": .string(isDone ? Made.reopen : Made.complete), "slot": "message.chip",
            "label": .string(isDone ? "Open again" : "Complete"),
            "detail": "", "state": "offer", "kind": "perform",
        ]
        return [task, other]
    }
}
