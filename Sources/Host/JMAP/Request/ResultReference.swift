import Core

/// References to the results of earlier calls of the same request (RFC 8620 3.7).
enum ResultReference {
    /// One answer already given: the response's name, its arguments, the id of the call.
    struct Answered {
        let name: String
        let arguments: JSON
        let id: String
    }

    /// The arguments with every `#name` put in place of what it refers to; throws `invalidResultReference` or `invalidArguments`.
    static func resolve(_ arguments: [String: JSON], in answers: [Answered]) throws(MethodError) -> [String: JSON] {
        guard arguments.keys.contains(where: { $0.hasPrefix("#") }) else { return arguments }
        var out: [String: JSON] = [:]
        for (key, value) in arguments {
            guard key.hasPrefix("#") else {
                out[key] = value
                continue
            }
            let name = String(key.dropFirst())
            guard arguments[name] == nil else { throw .invalid("“\(name)” is given both itself and as a reference.") }
            out[name] = try look(value, in: answers)
        }
        return out
    }

    private static func look(_ reference: JSON, in answers: [Answered]) throws(MethodError) -> JSON {
        guard let id = reference["resultOf"]?.string, let name = reference["name"]?.string, let path = reference["path"]?.string else {
            throw MethodError("invalidResultReference", "A reference has resultOf, name and path.")
        }
        guard let answer = answers.first(where: { $0.id == id }) else {
            throw MethodError("invalidResultReference", "No call “\(id.prefix(100))” came before.")
        }
        guard answer.name == name else {
            throw MethodError("invalidResultReference", "The first response of “\(id.prefix(100))” is \(answer.name).")
        }
        guard let value = JSONPointer(path)?.value(in: answer.arguments) else {
            throw MethodError("invalidResultReference", "Nothing is at “\(path.prefix(200))”.")
        }
        return value
    }
}
