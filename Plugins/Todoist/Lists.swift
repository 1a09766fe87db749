import MailFlowPlugin

/// The names of a person's projects, sections and labels, kept for a while so that the page opens at once.
struct Lists: Equatable {
    var projects: [JSON]
    var sections: [JSON]
    var labels: [JSON]
    /// Seconds since 1970 when they were fetched.
    var at: Int64

    /// How long they are good without asking again, in seconds.
    static let fresh: Int64 = 900
    private static let key = "lists"

    /// Asks Todoist for all three.
    static func fetch(_ api: API, now: Int64) async throws(Trouble) -> Lists {
        let projects = try await api.all("projects")
        let sections = try await api.all("sections")
        let labels = try await api.all("labels")
        return Lists(
            projects: projects.filter(isLive).sorted(by: order).map {
                [
                    "id": $0["id"] ?? nil, "name": .string(NewTask.line($0["name"]?.string ?? "")),
                    "inbox": .bool($0["inbox_project"]?.bool ?? false),
                ]
            },
            sections: sections.filter(isLive).sorted(by: order).map {
                ["id": $0["id"] ?? nil, "name": .string(NewTask.line($0["name"]?.string ?? "")), "project": $0["project_id"] ?? nil]
            },
            labels: labels.compactMap { $0["name"]?.string.map { .string(NewTask.line($0)) } }, at: now)
    }

    /// What is kept; nil when nothing is.
    static func kept(_ host: Host, _ user: String) async throws(Failure) -> Lists? {
        guard let json = try await host.kv.json("user:\(user)", key) else { return nil }
        return Lists(
            projects: json["projects"]?.array ?? [], sections: json["sections"]?.array ?? [], labels: json["labels"]?.array ?? [],
            at: json["at"]?.int ?? 0)
    }

    /// Keeps them.
    func keep(_ host: Host, _ user: String) async throws(Failure) {
        var json = self.json
        json["at"] = .int(at)
        try await host.kv.put("user:\(user)", Lists.key, json)
    }

    /// Forgets them.
    static func forget(_ host: Host, _ user: String) async throws(Failure) { try await host.kv.delete("user:\(user)", key) }

    /// What the page gets.
    var json: JSON { ["projects": .array(projects), "sections": .array(sections), "labels": .array(labels)] }

    private static func isLive(_ item: JSON) -> Bool {
        item["id"]?.string != nil && item["is_deleted"]?.bool != true && item["is_archived"]?.bool != true
    }

    private static func order(_ a: JSON, _ b: JSON) -> Bool {
        func place(_ item: JSON) -> Int64 { item["child_order"]?.int ?? item["section_order"]?.int ?? item["order"]?.int ?? 0 }
        let inbox = (a["inbox_project"]?.bool == true, b["inbox_project"]?.bool == true)
        return inbox.0 != inbox.1 ? inbox.0 : place(a) < place(b)
    }
}
