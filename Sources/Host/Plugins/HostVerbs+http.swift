import Core

extension HostVerbs {
    /// One https request to a granted host. The client behind the seam decides about addresses; this decides about names.
    func fetch(_ arguments: [[UInt8]], _ piece: @escaping @Sendable ([UInt8]) -> Void, _ used: @Sendable (Grant) -> Void)
        async throws(Failure)
        -> [UInt8]
    {
        let head = try JSON(parsing: arguments[0])
        guard let url = head["url"]?.string, let host = HostVerbs.host(of: url) else {
            throw Failure(.invalid, "url must be https://host/… without a user name")
        }
        guard let grant = grants.first(where: { $0.host.map { Grant.matches($0, host) } ?? false }) else {
            throw Failure(.denied, "http.fetch/1 to \(host) needs the grant http:\(host)")
        }
        used(grant)
        let method = head["method"]?.string ?? "GET"
        guard Catalogue.httpMethods.contains(method) else { throw Failure(.invalid, "method \(method.prefix(20))") }
        let ask = HTTPAsk(
            method: method, url: url, headers: try HostVerbs.headers(head["headers"]), body: arguments[1],
            timeout: min(max(HostVerbs.seconds(head["timeout"]) ?? 10, 0.1), 60),
            limit: Int(min(max(head["max"]?.int ?? 4 << 20, 0), 32 << 20)))
        try await seams.http(
            ask, HTTPSink(head: { piece(HostVerbs.head($0, $1)) }, piece: { HostVerbs.cut($0, piece) }))
        return []
    }

    /// The head of an answer as a plugin reads it; fields of one name are one, with commas between.
    private static func head(_ status: Int, _ headers: [(String, String)]) -> [UInt8] {
        var names: [String: JSON] = [:]
        for (name, value) in headers where names.count < 200 {
            if case .string(let before) = names[name.lowercased()] {
                names[name.lowercased()] = .string("\(before), \(value)")
            } else {
                names[name.lowercased()] = .string(value)
            }
        }
        return JSON.object(["status": .int(Int64(status)), "headers": .object(names)]).bytes
    }

    private static func seconds(_ json: JSON?) -> Double? {
        switch json {
        case .int(let value): Double(value)
        case .double(let value): value.isFinite ? value : nil
        default: nil
        }
    }

    private static func headers(_ json: JSON?) throws(Failure) -> [(String, String)] {
        guard let json else { return [] }
        guard let members = json.object, members.count <= 64 else {
            throw Failure(.invalid, "headers must be an object of at most 64 members")
        }
        var list: [(String, String)] = []
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let isToken = !name.isEmpty && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && !Array("()<>@,;:\\\"/[]?={}".utf8).contains($0) }
            guard isToken, let text = value.string, text.utf8.allSatisfy({ $0 >= 32 && $0 != 127 || $0 == 9 }), text.utf8.count <= 8192
            else {
                throw Failure(.invalid, "a header is a token and a line of text")
            }
            guard !Catalogue.reservedHeaders.contains(name.lowercased()) else {
                throw Failure(.denied, "the header \(name) is the host's to set")
            }
            list.append((name, text))
        }
        return list
    }

    /// The host of an https URL in lower case; nil when it is anything else or could be read in two ways.
    static func host(of url: String) -> String? {
        guard url.utf8.count <= 8192, url.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 92 }) else { return nil }
        guard url.prefix(8).lowercased() == "https://" else { return nil }
        let authority = url.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { return nil }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let name = parts.first else { return nil }
        if parts.count == 2 { guard let port = Int(parts[1]), (1...65535).contains(port) else { return nil } }
        let host = name.lowercased()
        guard host != "*", !host.hasPrefix("*."), Grant.isHostPattern(host) else { return nil }
        return host
    }
}
