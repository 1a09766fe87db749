import Testing

@testable import Unsubscribe

/// What a hostile `mailto:` may not do with the reader's own account.
@Suite struct MailtoTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let url: String
        let address: String?
        var subject = ""
        var body = ""
        var testDescription: String { url }
    }

    @Test(arguments: [
        Case(url: "mailto:leave@list.example.org", address: "leave@list.example.org"),
        Case(url: "MAILTO:leave@list.example.org?subject=unsubscribe%20me", address: "leave@list.example.org", subject: "unsubscribe me"),
        Case(
            url: "mailto:leave%2Bu7@list.example.org?body=please%0D%0Aleave&subject=a+b", address: "leave+u7@list.example.org",
            subject: "a+b", body: "please\nleave"),
        Case(
            url: "mailto:leave@list.example.org?subject=x%0D%0ABcc:%20victim@example.org", address: "leave@list.example.org",
            subject: "x  Bcc: victim@example.org"),
        Case(
            url: "mailto:leave@list.example.org?bcc=victim@example.org&cc=v@example.org&attach=/etc/passwd&from=boss@example.org",
            address: "leave@list.example.org"),
        Case(url: "mailto:leave@list.example.org?subject=one&subject=two", address: "leave@list.example.org", subject: "one"),
        Case(url: "mailto:leave@list.example.org?subject=%E2%9C%93", address: "leave@list.example.org", subject: "✓"),
        Case(url: "mailto:a@example.org,b@example.org", address: nil),
        Case(url: "mailto:a@example.org%0D%0ATo:b@example.org", address: nil),
        Case(url: "mailto:a@example.org%2Cb@example.org", address: nil),
        Case(url: "mailto:%22a%22%3Cb@example.org%3E", address: nil),
        Case(url: "mailto:?to=a@example.org", address: nil),
        Case(url: "mailto:-oQ@example.org", address: nil),
        Case(url: "mailto:a@b@example.org", address: nil),
        Case(url: "mailto:a@localhost", address: nil),
        Case(url: "mailto:a@example.org?subject=%FF", address: nil),
        Case(url: "mailto:a@example.org?subject=%4", address: nil),
        Case(url: "mailto:", address: nil),
        Case(url: "mail", address: nil),
    ])
    func reads(_ c: Case) {
        let mailto = Mailto(c.url)
        #expect(mailto?.address == c.address)
        if let mailto {
            #expect(mailto.subject == c.subject)
            #expect(mailto.body == c.body)
        }
    }

    @Test func boundsWhatItTakes() throws {
        let long = String(repeating: "x", count: 3000)
        let mailto = try #require(Mailto("mailto:a@example.org?subject=\(long)"))
        #expect(mailto.subject.count == 200)
        #expect(Mailto("mailto:a@example.org?subject=\(long)\(long)") == nil)
    }
}
