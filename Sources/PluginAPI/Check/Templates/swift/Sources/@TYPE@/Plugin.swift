import MailFlowPlugin

// @NAME@: counts how often somebody looked at a message.
//
//   POST /looks/EMAIL   one more, and how many that makes
//   GET  /looks/EMAIL   how many

struct @TYPE@: Plugin {
    static let answers: [Answer] = [.route]
    let host: Host

    init(host: Host) async throws {
        self.host = host
        host.log(.info, "@ID@ is here")
    }

    func route(_ request: Request) async throws -> Response {
        guard let user = request.user else { return refuse(401, "sign in first") }
        guard ["GET", "POST"].contains(request.method), request.path.hasPrefix("/looks/"), (8...71).contains(request.path.utf8.count) else {
            return refuse(404, "there is no such page")
        }
        let scope = "user:\(user)", key = String(request.path.dropFirst())
        var looks = try await host.kv.get(scope, key).flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
        if request.method == "POST" {
            looks &+= 1
            try await host.kv.put(scope, key, Array("\(looks)".utf8))
        }
        return .json(["looks": .int(looks)])
    }

    private func refuse(_ status: Int, _ why: String) -> Response { .json(["error": .string(why)], status: status) }
}

@c(mailflow_plugin_v1)
public func plugin() -> UnsafeRawPointer { export(@TYPE@.self) }
