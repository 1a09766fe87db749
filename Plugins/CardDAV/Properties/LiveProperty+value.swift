extension LiveProperty {
    /// Writes the property with its value; writes nothing and gives false when `subject` has no such property.
    func write(_ writer: inout XMLWriter, _ subject: Subject, user: String, person: String) -> Bool {
        let name = name
        func href(_ place: Place) -> Bool {
            writer.element(name) { $0.href(place.href) }
            return true
        }
        func text(_ value: String) -> Bool {
            writer.element(name, value)
            return true
        }
        switch (self, subject) {
        case (.resourceType, _):
            writer.element(name) { writer in
                if subject.isCollection { writer.empty(.dav("collection")) }
                if case .principal = subject { writer.empty(.dav("principal")) }
                if case .book = subject { writer.empty(.card("addressbook")) }
            }
            return true
        case (.displayName, .book(let book, _)): return text(book.name)
        case (.displayName, .principal), (.displayName, .home): return text(person)
        case (.etag, .card(let member, _, _)): return text(EntityTag.quoted(member.etag))
        case (.contentType, .card): return text("text/vcard; charset=utf-8")
        case (.contentLength, .card(let member, _, _)): return text("\(member.size)")
        case (.lastModified, .card(let member, _, _)):
            guard let changed = member.changed else { return false }
            return text(HTTPDate.text(changed))
        case (.created, .card(let member, _, _)):
            guard let created = member.created else { return false }
            return text(HTTPDate.internet(created))
        case (.currentUserPrincipal, _), (.principalURL, .principal): return href(.principal(user: user))
        case (.principalCollectionSet, _): return href(.principals)
        case (.owner, .principal), (.owner, .home), (.owner, .book), (.owner, .card): return href(.principal(user: user))
        case (.addressbookHomeSet, .principal): return href(.home(user: user))
        case (.supportedReportSet, _):
            writer.element(name) { writer in
                for report in Report.names(subject) {
                    writer.element(.dav("supported-report")) { $0.element(.dav("report")) { $0.empty(report) } }
                }
            }
            return true
        case (.currentUserPrivilegeSet, _):
            writer.element(name) { writer in
                for privilege in LiveProperty.privileges(subject) {
                    writer.element(.dav("privilege")) { $0.empty(.dav(privilege)) }
                }
            }
            return true
        case (.syncToken, .book(let book, let state)), (.ctag, .book(let book, let state)):
            guard let state else { return false }
            return text(SyncToken(book: book.id, state: state).text)
        case (.addressbookDescription, .book(let book, _)): return book.description.isEmpty ? false : text(book.description)
        case (.supportedAddressData, .book):
            writer.element(name) { writer in
                for version in CardHead.versions {
                    writer.raw("<card:address-data-type content-type=\"text/vcard\" version=\"\(version)\"/>")
                }
            }
            return true
        case (.supportedCollationSet, .book):
            writer.element(name) { writer in
                for collation in Collation.allCases { writer.element(.card("supported-collation"), collation.rawValue) }
            }
            return true
        case (.maxResourceSize, .book): return text("\(Put.most)")
        default: return false
        }
    }

    private static func privileges(_ subject: Subject) -> [String] {
        let reads = ["read", "read-current-user-privilege-set"]
        return switch subject {
        case .root, .principals, .homes: reads
        case .principal: reads + ["write-properties"]
        case .home: reads + ["write-properties", "bind", "unbind"]
        case .book(let book, _): book.isWritable ? reads + ["write", "write-properties", "write-content", "bind", "unbind"] : reads
        case .card(_, let book, _): book.isWritable ? reads + ["write", "write-content"] : reads
        }
    }
}
