/// Writes the responses of a multistatus (RFC 4918, 13).
struct Multistatus: Sendable {
    /// A property that is asked for, and where it comes from.
    private struct Asked {
        let name: Name
        let live: LiveProperty?

        init(_ name: Name) {
            self.name = name
            live = LiveProperty.named[name]
        }

        /// Whether it is the card itself.
        var isCard: Bool { live == nil && name == Multistatus.card }
    }

    let wanted: Wanted
    let user: String
    let person: String
    /// Whether properties that are not there are passed over (RFC 8144).
    let isMinimal: Bool
    private let asked: [Asked]

    init(wanted: Wanted, user: String, person: String, isMinimal: Bool = false) {
        self.wanted = wanted
        self.user = user
        self.person = person
        self.isMinimal = isMinimal
        if case .some(let names) = wanted.way { asked = names.map(Asked.init) } else { asked = [] }
    }

    private static let root = Name.dav("multistatus")
    private static let card = Name.card("address-data")

    /// What is the same in each of thousands of responses, written once.
    private enum Markup {
        static let response = XMLWriter.markup {
            $0.begin(.dav("response"))
            $0.begin(.dav("href"))
        }
        static let afterHref = XMLWriter.markup { $0.end(.dav("href")) }
        static let properties = XMLWriter.markup {
            $0.begin(.dav("propstat"))
            $0.begin(.dav("prop"))
        }
        static let card = XMLWriter.markup { $0.begin(Multistatus.card) }
        static let afterCard = XMLWriter.markup { $0.end(Multistatus.card) }
        static let found = after("200 OK")
        static let missing = after("404 Not Found")
        static let end = XMLWriter.markup { $0.end(.dav("response")) }

        private static func after(_ status: String) -> [UInt8] {
            XMLWriter.markup {
                $0.end(.dav("prop"))
                $0.element(.dav("status"), "HTTP/1.1 \(status)")
                $0.end(.dav("propstat"))
            }
        }
    }

    static func begin(_ writer: inout XMLWriter) { writer.begin(document: root) }

    /// The end, with a token where the report has one.
    static func end(_ writer: inout XMLWriter, token: SyncToken? = nil) {
        if let token { writer.element(.dav("sync-token"), token.text) }
        writer.end(root)
    }

    /// The properties of something; `instead` are markups that stand for some of them. `href` is its path where somebody knows it already.
    func write(
        _ writer: inout XMLWriter, _ subject: Subject, dead: DeadProperties = DeadProperties(), instead: [Name: [UInt8]] = [:],
        href: String? = nil
    ) {
        writer.raw(Markup.response)
        writer.text(href ?? subject.place(user).href)
        writer.raw(Markup.afterHref)
        switch wanted.way {
        case .names: names(&writer, subject, dead)
        case .all(let more):
            let live = LiveProperty.allCases.filter(\.isInAllprop).map(\.name)
            let dead0 = dead.markup.keys.sorted { ($0.space, $0.local) < ($1.space, $1.local) }
            let all = live + dead0 + more.filter { !live.contains($0) && dead.markup[$0] == nil }
            // Of "all" only what is there is told; what was asked for by name is told either way.
            values(&writer, subject, dead, all.map(Asked.init), told: Set(more))
        case .some: values(&writer, subject, dead, asked, told: nil, instead)
        }
        writer.raw(Markup.end)
    }

    /// A response that is a status: for what is not there, or when not all is told.
    static func status(_ writer: inout XMLWriter, _ href: String, _ status: String, error: Name? = nil) {
        writer.element(.dav("response")) { writer in
            writer.href(href)
            writer.element(.dav("status"), "HTTP/1.1 \(status)")
            if let error { writer.element(.dav("error")) { $0.empty(error) } }
        }
    }

    /// The response about a collection of which not all is told (RFC 6352 8.6.2, RFC 6578 3.6).
    static func truncated(_ writer: inout XMLWriter, _ place: Place) {
        status(&writer, place.href, "507 Insufficient Storage", error: .dav("number-of-matches-within-limits"))
    }

    private func names(_ writer: inout XMLWriter, _ subject: Subject, _ dead: DeadProperties) {
        propstat(&writer, Markup.found) { writer in
            var scratch = XMLWriter()
            for property in LiveProperty.allCases where property.write(&scratch, subject, user: user, person: person) {
                writer.empty(property.name)
            }
            for name in dead.markup.keys.sorted(by: { ($0.space, $0.local) < ($1.space, $1.local) }) { writer.empty(name) }
        }
    }

    private func values(
        _ writer: inout XMLWriter, _ subject: Subject, _ dead: DeadProperties, _ asked: [Asked], told: Set<Name>?,
        _ instead: [Name: [UInt8]] = [:]
    ) {
        var missing: [Name] = []
        var found = false
        let before = writer.bytes.count
        propstat(&writer, Markup.found) { writer in
            for property in asked {
                if !instead.isEmpty, let markup = instead[property.name] {
                    writer.raw(markup)
                    found = true
                } else if value(&writer, property, subject, dead) {
                    found = true
                } else if told?.contains(property.name) ?? true {
                    missing.append(property.name)
                }
            }
        }
        if missing.isEmpty || isMinimal { return }
        if !found { writer.cut(to: before) }
        propstat(&writer, Markup.missing) { writer in
            for name in missing { writer.empty(name) }
        }
    }

    private func value(_ writer: inout XMLWriter, _ property: Asked, _ subject: Subject, _ dead: DeadProperties) -> Bool {
        if let live = property.live { return live.write(&writer, subject, user: user, person: person) }
        if property.isCard, case .card(_, _, let text?) = subject, let data = wanted.data {
            writer.raw(Markup.card)
            writer.text(data.form(text))
            writer.raw(Markup.afterCard)
            return true
        }
        guard let markup = dead.markup[property.name] else { return false }
        writer.raw(markup)
        return true
    }

    private func propstat(_ writer: inout XMLWriter, _ after: [UInt8], _ body: (inout XMLWriter) -> Void) {
        writer.raw(Markup.properties)
        body(&writer)
        writer.raw(after)
    }
}
