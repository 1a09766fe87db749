import Core
import Store

extension Manifest {
    /// Work that is to be done every so often.
    public struct Job: Sendable, Equatable {
        /// What the plugin is told.
        public var name: String
        /// Seconds from one run to the next.
        public var every: Double
        /// The same as the manifest writes it, such as `15m`.
        public var interval: String
        /// What it is called for people; empty stands for its name.
        public var label = Words("")
        /// Seconds it may take; nil leaves it at the usual ten minutes.
        public var timeout: Double?
    }

    /// Where to read more.
    public struct About: Sendable, Equatable {
        /// Pages; empty or https.
        public var homepage = ""
        /// How to use it.
        public var documentation = ""
        /// Where to ask.
        public var support = ""
        /// The name of an icon of the shell, or a file of its web folder.
        public var icon = ""
        /// Such as `contacts`; one word.
        public var category = ""
    }

    /// The longest a job may ask to run: two hours, in seconds.
    static let longestJob = 7200.0

    /// The grants that what it hears, is asked and is mounted at need.
    var flowGrants: [Grant] {
        events.compactMap(Grant.needed(forEvent:)) + hooks.compactMap(Grant.needed(forHook:)) + mounts.compactMap { Grant("mount:\($0)") }
    }

    mutating func readFlow(_ json: JSON) throws(Failure) {
        if let value = json["jobs"] {
            guard let list = value.object, list.count <= 16 else { throw Manifest.broken("\"jobs\" must be an object of at most 16 jobs") }
            for (name, interval) in list.sorted(by: { $0.key < $1.key }) {
                guard Manifest.isID(name) else { throw Manifest.broken("a job's name must be 1 to 40 of a-z, 0-9 and -") }
                guard let text = (interval["every"] ?? interval).string, let seconds = Manifest.seconds(text) else {
                    throw Manifest.broken("the job \"\(name)\" must run every 10s to 30d, such as \"15m\"")
                }
                var job = Job(name: name, every: seconds, interval: text, label: try Manifest.words(interval, "label", most: 80))
                if let limit = interval["timeout"] {
                    guard let limit = limit.string.flatMap(Manifest.seconds), limit <= Manifest.longestJob else {
                        throw Manifest.broken("the \"timeout\" of the job \"\(name)\" must be 10s to 2h")
                    }
                    job.timeout = limit
                }
                jobs.append(job)
            }
            if !jobs.isEmpty, !answers.contains("job/1") { throw Manifest.broken("\"jobs\" needs \"job/1\" in \"answers\"") }
        }
        mounts = try Manifest.texts(json, "mounts")
        guard mounts.count <= 8 else { throw Manifest.broken("\"mounts\" must be a list of at most 8 prefixes") }
        for (index, mount) in mounts.enumerated() {
            if let problem = MountPath.problem(mount) { throw Manifest.broken("it cannot be mounted at \"\(mount)\": \(problem)") }
            if mounts[..<index].contains(where: { MountPath.overlap($0, mount) }) {
                throw Manifest.broken("\"\(mount)\" lies within another of its mounts")
            }
        }
        if !mounts.isEmpty, !answers.contains("route/1") { throw Manifest.broken("\"mounts\" needs \"route/1\" in \"answers\"") }
        if let unknown = events.first(where: { HouseEvent(rawValue: $0) == nil }) {
            throw Manifest.broken("\"events\" names \(unknown), which never happens here")
        }
        if let unknown = hooks.first(where: { name in !Catalogue.hooks.contains { $0.name == name } }) {
            throw Manifest.broken("\"hooks\" names \(unknown), which this server never asks")
        }
        about = About(
            homepage: try Manifest.page(json, "homepage"), documentation: try Manifest.page(json, "documentation"),
            support: try Manifest.page(json, "support"), icon: try Manifest.text(json, "icon", most: 80, needed: false),
            category: try Manifest.text(json, "category", most: 40, needed: false))
        if let data = json["data"] {
            guard data.object != nil else { throw Manifest.broken("\"data\" must be an object") }
            if let bytes = data["quota"] {
                guard let number = bytes.int, number >= 0 else { throw Manifest.broken("\"data\".\"quota\" must be a number of bytes") }
                quota = number
            }
        }
    }

    /// The seconds of `30s`, `15m`, `6h` or `7d`, from 10 seconds to 30 days; nil for anything else.
    static func seconds(_ text: String) -> Double? {
        guard let unit = ["s": 1, "m": 60, "h": 3600, "d": 86400][String(text.suffix(1))], text.utf8.count <= 9,
            text.dropLast().utf8.allSatisfy({ (48...57).contains($0) }), let count = Int(text.dropLast())
        else { return nil }
        let seconds = count * unit
        return (10...30 * 86400).contains(seconds) ? Double(seconds) : nil
    }

    private static func page(_ json: JSON, _ key: String) throws(Failure) -> String {
        let text = try text(json, key, most: 400, needed: false)
        guard text.isEmpty || text.hasPrefix("https://") || text.hasPrefix("mailto:") else {
            throw broken("\"\(key)\" must begin with https:// or mailto:")
        }
        return text
    }
}
