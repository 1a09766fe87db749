import MailFlowPlugin

/// A task as a person wrote it in the page, checked.
struct NewTask: Equatable {
    let email: String
    let title: String
    let description: String
    let project: String?
    let section: String?
    let labels: [String]
    /// 1 (usual) to 4 (urgent), as the API counts.
    let priority: Int64
    let due: Due?
    /// Names this wish, so that it is granted once.
    let request: String

    /// When it is to be done.
    enum Due: Equatable {
        /// `YYYY-MM-DD`
        case date(String)
        /// Words in a language that Todoist reads.
        case words(String, language: String)
    }

    /// Which field is wrong, and why.
    struct Wrong: Error, Equatable {
        let field: String
        let why: String
    }

    /// Reads what the page sent.
    init(_ json: JSON) throws(Wrong) {
        func text(_ name: String, most: Int) throws(Wrong) -> String {
            guard let value = json[name], value != .null else { return "" }
            guard let text = value.string else { throw Wrong(field: name, why: "This is not a text.") }
            let trimmed = NewTask.trimmed(text)
            guard trimmed.unicodeScalars.count <= most else { throw Wrong(field: name, why: "At most \(most) characters.") }
            return trimmed
        }
        func id(_ name: String) throws(Wrong) -> String? {
            let text = try text(name, most: 100)
            guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { throw Wrong(field: name, why: "Choose one from the list.") }
            return text.isEmpty ? nil : text
        }
        guard let email = try id("email") else { throw Wrong(field: "email", why: "There is no message.") }
        self.email = email
        title = NewTask.line(try text("title", most: 500))
        guard !title.isEmpty else { throw Wrong(field: "title", why: "A task needs a title.") }
        description = try text("description", most: 10_000)
        project = try id("project")
        section = try id("section")
        var labels: [String] = []
        for value in json["labels"]?.array ?? [] {
            guard let text = value.string.map(NewTask.line), !text.isEmpty, text.unicodeScalars.count <= 60 else {
                throw Wrong(field: "labels", why: "A label has 1 to 60 characters.")
            }
            if !labels.contains(text) { labels.append(text) }
        }
        guard labels.count <= 50 else { throw Wrong(field: "labels", why: "At most 50 labels.") }
        self.labels = labels
        priority = json["priority"]?.int ?? 1
        guard (1...4).contains(priority) else { throw Wrong(field: "priority", why: "From 1 to 4.") }
        due = try NewTask.due(
            date: try text("dueDate", most: 10), words: NewTask.line(try text("due", most: 150)), language: json["language"]?.string ?? "en"
        )
        guard let request = json["request"]?.string, (16...64).contains(request.utf8.count),
            request.utf8.allSatisfy({ (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == 45 })
        else { throw Wrong(field: "request", why: "The page did not say which request this is.") }
        self.request = request
    }

    private static func due(date: String, words: String, language: String) throws(Wrong) -> Due? {
        if !date.isEmpty {
            let texts = date.split(separator: "-", omittingEmptySubsequences: false)
            let parts = texts.map { Int($0) }
            guard texts.map(\.utf8.count) == [4, 2, 2], let year = parts[0], let month = parts[1], let day = parts[2],
                (1970...9999).contains(year),
                (1...12).contains(month), (1...days(month, year)).contains(day)
            else { throw Wrong(field: "dueDate", why: "This is not a day.") }
            return .date(date)
        }
        guard !words.isEmpty else { return nil }
        // The languages in which Todoist reads days.
        let base = language.lowercased().prefix { $0 != "-" }
        let known: Set<Substring> = ["en", "da", "pl", "zh", "ko", "de", "pt", "ja", "it", "fr", "sv", "ru", "es", "nl", "fi", "nb", "tw"]
        return .words(words, language: known.contains(base) ? String(base) : "en")
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The body of `POST /tasks`. The description ends with the way back to the message.
    func body(link: String) -> JSON {
        var body: JSON = [
            "content": .string(title), "description": .string(description.isEmpty ? link : "\(description)\n\n\(link)"),
            "priority": .int(priority),
        ]
        if let project { body["project_id"] = .string(project) }
        if let section { body["section_id"] = .string(section) }
        if !labels.isEmpty { body["labels"] = .array(labels.map(JSON.string)) }
        switch due {
        case .date(let day): body["due_date"] = .string(day)
        case .words(let words, let language):
            body["due_string"] = .string(words)
            body["due_lang"] = .string(language)
        case nil: break
        }
        return body
    }

    private static func trimmed(_ text: String) -> String {
        var part = text[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
    }

    /// One line without control characters.
    static func line(_ text: String) -> String {
        trimmed(
            String(
                String.UnicodeScalarView(
                    text.unicodeScalars.map { $0.properties.generalCategory == .control || $0.value == 0x2028 ? " " : $0 })))
    }
}
