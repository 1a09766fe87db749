import Glibc
import MailFlowPlugin

extension House {
    /// The server this plugin runs in.
    init(_ host: Host) {
        jmap = { user, request in try await host.jmap(user, request) }
        verify = { name, password, remote in
            let user = try await host.verify(name: name, password: password, remote: remote)
            return Person(id: user.id, name: user.displayName.isEmpty ? user.username : user.displayName)
        }
        let key = SipHash.Key()
        hash = { SipHash.tag($0, key) }
        recall = { scope, key in try await host.kv.get(scope, key) }
        keep = { scope, key, value in
            if let value { try await host.kv.put(scope, key, value) } else { try await host.kv.delete(scope, key) }
        }
        now = { Int64(time(nil)) }
        log = { host.log(.warning, $0) }
    }
}
