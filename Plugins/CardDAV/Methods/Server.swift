import MailFlowPlugin

/// The CardDAV server: answers calls under its two prefixes.
struct Server: Sendable {
    let house: House
    private let shelves = Shelves()
    private let texts = Texts()
    private let names: Names
    private let door: Doorkeeper

    init(house: House) {
        self.house = house
        names = Names(house: house)
        door = Doorkeeper(house: house)
    }

    /// What this server can do (RFC 4918 10.1, RFC 6352 6.1, RFC 5689 3.1).
    static let abilities = "1, 3, addressbook, extended-mkcol"

    /// Answers a call. Nothing fails: what cannot be done is an answer, too.
    func answer(_ call: Call) async -> Reply {
        var reply: Reply
        do { reply = try await answered(call) } catch { reply = Server.refusal(error, log: house.log).reply }
        reply.headers["dav"] = Server.abilities
        reply.tellPreferences(call)
        reply.headers["cache-control"] = reply.headers["cache-control"] ?? "private, no-cache"
        if call.method == "HEAD" { reply.body = .bytes([]) }
        return reply
    }

    /// How many cards are remembered, in all books that were looked at.
    var remembered: Int { get async { await shelves.count } }

    /// Asks a user for the password again, because one that was right may be wrong now.
    func lockOut(_ user: String) async { await door.forget(user) }

    /// Forgets whatever is remembered of a user.
    func forget(_ user: String) async {
        await door.forget(user)
        await shelves.forget(user)
        texts.forget(user)
        await names.forget(user)
    }

    private func answered(_ call: Call) async throws -> Reply {
        guard call.mount == Call.prefix else { return Server.wellKnown }
        guard Doorkeeper.isPrivate(call) else {
            throw Refusal(403, "Passwords are asked for over https only.")
        }
        let place = try Place(path: call.path)
        if call.method == "OPTIONS" { return options(place) }
        let person = try await door.person(call)
        // What is not there and what is somebody else's look the same.
        guard let place, place.user == nil || place.user == person.id else {
            let isMaking = ["PUT", "MKCOL"].contains(call.method)
            throw isMaking && Place.isBelowACard(call.path, of: person.id) ? Refusal(409, "There is nothing below a card.") : .nothing
        }
        let contacts = Contacts(house: house, user: person.id)
        let home = Home(contacts: contacts, shelves: shelves, texts: texts, names: names, person: person.name)
        guard let demands = call["if"] else { return try await answered(call, place, home) }
        return try await answered(home.held(demands, call, place), place, home)
    }

    private func answered(_ call: Call, _ place: Place, _ home: Home) async throws -> Reply {
        switch (call.method, place) {
        case ("PROPFIND", _): return try await Propfind(home: home, call: call).answer(place)
        case ("PROPPATCH", _): return try await Proppatch(home: home, call: call).answer(place)
        case ("REPORT", _): return try await Report(home: home, call: call).answer(place)
        case ("MKCOL", _): return try await Mkcol(home: home, call: call).answer(place)
        case ("GET", .card(_, let book, let card)), ("HEAD", .card(_, let book, let card)):
            return try await Get(home: home, call: call).answer(book, card)
        case ("GET", _), ("HEAD", _): return try await landing(home, place)
        case ("PUT", .card(_, let book, let card)): return try await Put(home: home, call: call).answer(book, card)
        case ("DELETE", .card(_, let book, let card)): return try await Delete(home: home, call: call).card(book, card)
        case ("DELETE", .book(_, let book)): return try await Delete(home: home, call: call).book(book)
        case ("MOVE", .card), ("COPY", .card), ("MOVE", .book), ("COPY", .book):
            return try await MoveCopy(home: home, call: call).answer(place)
        default: throw Refusal(405, "This cannot be done here.", headers: ["allow": place.methods])
        }
    }

    private func options(_ place: Place?) -> Reply {
        Reply(200, headers: ["allow": place?.methods ?? Place.root.methods])
    }

    /// For a person who opens the address in a browser.
    private func landing(_ home: Home, _ place: Place) async throws -> Reply {
        if case .book(_, let book) = place { _ = try await home.book(book) }
        return Reply.text(200, "This is the address of your contacts for apps that speak CardDAV. There is nothing to see in a browser.")
    }

    /// Where contacts are, for who only knows the host (RFC 6764). It asks for no password: it says nothing that is secret.
    private static let wellKnown = Reply(301, headers: ["location": "\(Call.prefix)/", "cache-control": "public, max-age=3600"])

    /// Whatever went wrong as an answer.
    static func refusal(_ error: any Error, log: (String) -> Void) -> Refusal {
        switch error {
        case let refusal as Refusal: return refusal
        case let refused as Contacts.Refused: return Refusal(refused, log: log)
        case let failure as Failure:
            if [.failed, .invalid, .unsupported].contains(failure.kind) { log("\(failure)") }
            return Refusal(failure)
        default:
            log("\(error)")
            return Refusal(Failure(.failed))
        }
    }
}

extension Refusal {
    /// What a method error of the house means to the client.
    init(_ refused: Contacts.Refused, log: (String) -> Void) {
        let sentence = refused.description
        func said(_ otherwise: String) -> String { sentence.isEmpty ? otherwise : sentence }
        switch refused.type {
        case "notFound": self = .nothing
        case "forbidden", "accountReadOnly": self.init(403, said("This may not be changed."), .dav("need-privileges"))
        case "stateMismatch": self.init(412, "This was changed in between.")
        case "tooLarge": self.init(413, said("The card is too large."), .card("max-resource-size"))
        case "overQuota": self.init(507, said("There is no room for more."), .dav("quota-not-exceeded"))
        case "invalidProperties" where refused.properties.contains("vCard"):
            self.init(403, said("The card cannot be read."), .card("valid-address-data"))
        case "invalidProperties": self.init(403, said("The server does not take this."))
        case "serverUnavailable", "rateLimit":
            self.init(503, "The address books cannot be reached right now.", headers: ["retry-after": "10"])
        default:
            log("JMAP: \(refused.type) \(sentence)")
            self.init(500, "The server made a mistake.")
        }
    }
}
