import MailFlowPlugin

extension Call {
    /// A request as the server passes it on.
    init(_ request: Request) {
        self.init(
            method: request.method, mount: request.mount ?? "", path: request.path, headers: request.headers, body: request.body,
            scheme: request.scheme, remote: request.remote, host: request.host)
        if let basic = request.basic, !basic.name.isEmpty { credentials = Credentials(name: basic.name, password: basic.password) }
    }
}
