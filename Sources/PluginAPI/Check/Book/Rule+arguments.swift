import Core

extension Rule {
    /// Arguments of every kind.
    static let arguments = [
        Rule(
            "copies-what-it-keeps", "It reads nothing that was lent to it after the turn that brought it.",
            advice: "Copy what you need later: pointers are good until the call that brought them returns."
        ) { bench throws(Halt) in
            let stage = try bench.started(Stage.Script(unmaps: true))
            for question in bench.questions { try stage.ask(question) }
            try stage.settle()
            for question in bench.questions { try stage.ask(question) }
            try stage.stop()
            try stage.listen(for: 0.05)
            return .passed
        },
        Rule(
            "survives-empty-args", "Arguments may be empty, with a pointer that is NULL, or missing.",
            advice: "Look at `count` before you read args[i], and at `len` before you read ptr; answer MF_INVALID."
        ) { bench throws(Halt) in
            try survives(bench, "empty arguments") { question in
                let all = question.arguments
                return [[], all.map { _ in [] }] + all.indices.map { Array(all.prefix($0)) }
                    + all.indices.map { index in all.enumerated().map { $0.offset == index ? [] : $0.element } } + [
                        all + [[], Array("more".utf8)]
                    ]
            }
        },
        Rule(
            "survives-bad-json", "Where JSON is due, anything may come.",
            advice: "Check what you parsed: its kind, its members, its numbers. Answer MF_INVALID, or an error of your route."
        ) { bench throws(Halt) in
            let bad = [
                "{", "}", "[", "null", "true", "7", "\"text\"", "[]", "{}", "{\"user\":7}",
                "{\"method\":null,\"path\":[],\"headers\":\"x\",\"user\":{}}",
                "{\"method\":\"GET\",\"path\":\"\"}", "{\"method\":\"GET\",\"path\":\"/\",\"headers\":[1,2]}",
                "{\"user\":\"u1\",\"email\":null}",
                "{\"user\":\"u1\",\"email\":{\"id\":[],\"from\":\"x\",\"subject\":{}}}",
                "{\"a\":1e999,\"b\":-1e999,\"c\":123456789012345678901234567890}",
                "{\"user\":\"u1\",\"user\":\"u2\"}", "{\"user\":\"\\u0000\",\"email\":{\"id\":\"\\ud800\"}}", "{\"user\":\"u1\"",
                "{\"user\":\"u1\\", "\u{feff}{}", "{\u{0}}", "{\"user\":\u{0}}", "{\"user\":\"u1\",\u{0}\"a\":1}", "[\u{0}",
                "{\"a\":{\u{0}",
                "{\"user\":\"\\\u{0}\"}", "{\"user\":\"\\\u{8}\"}",
                String(repeating: "[", count: 10_000), String(repeating: "{\"a\":", count: 10_000),
            ].map { Array($0.utf8) }
            return try survives(bench, "broken JSON") { question in
                question.arguments.indices.flatMap { index in
                    bad.map { text in question.arguments.enumerated().map { $0.offset == index ? text : $0.element } }
                }
            }
        },
        Rule(
            "survives-bad-utf8", "Text may hold bytes that are not UTF-8.",
            advice: "Treat arguments as bytes with a length, and refuse what does not decode with MF_INVALID."
        ) { bench throws(Halt) in
            let bad: [[UInt8]] = [
                [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80, 0x80], [0xe2, 0x82], [0],
                [0xff, 0xfe, 0x41, 0x00],
            ]
            return try survives(bench, "text that is not UTF-8") { question in
                question.arguments.enumerated().flatMap { index, argument in
                    bad.flatMap { bytes in
                        // Alone, in the place of the first letter of each string, and at the end.
                        [bytes, planted(bytes, in: argument), argument + bytes].map { text in
                            question.arguments.enumerated().map { $0.offset == index ? text : $0.element }
                        }
                    }
                }
            }
        },
        Rule(
            "survives-1mb", "Arguments may be long.",
            advice: "Allocate by `len`; no fixed buffers and nothing large on the stack: a plugin's thread has 1 MiB of it."
        ) { bench throws(Halt) in
            let long = String(repeating: "long ", count: 209_715)
            return try survives(bench, "arguments of 1 MiB") { question in
                question.arguments.indices.flatMap { index -> [[[UInt8]]] in
                    let argument = question.arguments[index]
                    var texts = [Array(long.utf8)]
                    if let json = try? JSON(parsing: argument), let members = json.object {
                        texts += [JSON.object(members.mapValues { $0.string == nil ? $0 : .string(long) }).bytes]
                        texts += [JSON.object(members.merging([long: .string(long)]) { $1 }).bytes]
                    }
                    return texts.map { text in question.arguments.enumerated().map { $0.offset == index ? text : $0.element } }
                }
            }
        },
    ]

    /// Asks every question in every variant; it must answer each, somehow, and be well afterwards.
    private static func survives(_ bench: Bench, _ what: String, _ variants: (Question) -> [[[UInt8]]]) throws(Halt) -> Verdict {
        let stage = try bench.started(Stage.Script(seconds: 60))
        var seen: Set<String> = []
        // One question of each kind: what follows the head is what varies.
        for question in bench.questions where seen.insert(question.verb).inserted {
            for arguments in variants(question) { try stage.ask(Question(question.verb, arguments), " with \(what)") }
            try stage.settle()
            try allAnswered(stage, " with \(what)")
        }
        if let fault = stage.faults.first { throw .failed("\(fault), with \(what)") }
        try isWell(stage, bench)
        return .passed
    }

    private static func planted(_ bytes: [UInt8], in argument: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var previous: UInt8 = 0
        for byte in argument {
            if previous == 0x3a, byte == 0x22 { result += [byte] + bytes } else { result.append(byte) }
            previous = byte
        }
        return result
    }
}
