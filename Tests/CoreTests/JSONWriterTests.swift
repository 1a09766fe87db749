import Core
import Testing

@Suite struct JSONWriterTests {
    @Test func writesWhatAReaderReads() throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("empty")
            writer.array { _ in }
            writer.name("people")
            writer.array { writer in
                for name in ["Ada \"A\" \\ Example", "\u{0}\n\t\r\u{1F}", "Zoë 🎉", ""] {
                    writer.object { writer in
                        writer.name("name")
                        writer.text(name)
                        writer.name("known")
                        writer.value(.bool(!name.isEmpty))
                    }
                }
                writer.value(nil)
                writer.array { $0.value(-7) }
            }
            writer.name("last")
            writer.object { _ in }
        }
        let expected: JSON = [
            "empty": [],
            "people": [
                ["name": "Ada \"A\" \\ Example", "known": true], ["name": "\u{0}\n\t\r\u{1F}", "known": true],
                ["name": "Zoë 🎉", "known": true], ["name": "", "known": false], nil, [-7],
            ],
            "last": [:],
        ]
        #expect(try JSON(parsing: writer.bytes) == expected)
    }
}
