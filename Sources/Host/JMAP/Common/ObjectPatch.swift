import Core

/// A PatchObject (RFC 8620 5.3) over an object.
enum ObjectPatch {
    /// The object with a patch applied; throws `invalidPatch` when a path leads nowhere, into an array, or through another path of the patch.
    static func apply(_ patch: [String: JSON], to object: JSON) throws(SetError) -> JSON {
        var out = object
        var paths: [[String]] = []
        // Sorted, so that of two paths one of which leads through the other the shorter comes first.
        for (path, value) in patch.sorted(by: { $0.key < $1.key }) {
            guard let tokens = JSONPointer("/" + path)?.tokens, tokens.count <= 32 else {
                throw SetError("invalidPatch", "“\(path.prefix(100))” is not a path.")
            }
            guard !paths.contains(where: { tokens.starts(with: $0) || $0.starts(with: tokens) }) else {
                throw SetError("invalidPatch", "“\(path.prefix(100))” is changed twice.")
            }
            paths.append(tokens)
            guard let changed = replaced(out, tokens[...], value) else {
                throw SetError("invalidPatch", "Nothing is at “\(path.prefix(100))”.")
            }
            out = changed
        }
        return out
    }

    private static func replaced(_ base: JSON, _ path: ArraySlice<String>, _ value: JSON) -> JSON? {
        guard let token = path.first, var members = base.object else { return nil }
        if path.count == 1 {
            members[token] = value.isNull ? JSON?.none : value
        } else {
            guard let inner = members[token], let changed = replaced(inner, path.dropFirst(), value) else { return nil }
            members[token] = changed
        }
        return .object(members)
    }
}
