public import Core

/// What an admin decided for everybody.
public struct Policy: Sendable, Hashable {
    /// Whether anybody may register.
    public var registrationOpen: Bool
    /// Where mail servers may be.
    public var connections: ConnectionPolicy

    /// Closed and strict unless told otherwise.
    public init(registrationOpen: Bool = false, connections: ConnectionPolicy = .init()) {
        self.registrationOpen = registrationOpen
        self.connections = connections
    }

    /// The three `allow…` that everybody may see.
    var publicJSON: JSON {
        [
            "allowPrivateHosts": .bool(connections.allowPrivateHosts), "allowInsecureTLS": .bool(connections.allowInsecureTLS),
            "allowNonstandardPorts": .bool(connections.allowNonstandardPorts),
        ]
    }

    /// All of it, for admins.
    var json: JSON {
        var all = publicJSON
        all["registration"] = registrationOpen ? "open" : "closed"
        return all
    }

    /// This policy with the members of `json` put in; `invalid` names a member that is not what it should be.
    func changed(by json: JSON) throws(Problem) -> Policy {
        guard let members = json.object else { throw Problem(.invalid, "The body must be a JSON object.") }
        var new = self
        for (name, value) in members {
            switch (name, value) {
            case ("registration", .string("open")): new.registrationOpen = true
            case ("registration", .string("closed")): new.registrationOpen = false
            case ("allowPrivateHosts", .bool(let on)): new.connections.allowPrivateHosts = on
            case ("allowInsecureTLS", .bool(let on)): new.connections.allowInsecureTLS = on
            case ("allowNonstandardPorts", .bool(let on)): new.connections.allowNonstandardPorts = on
            default: throw Problem(.invalid, "This setting does not exist or has the wrong kind of value.", field: name)
            }
        }
        return new
    }
}
