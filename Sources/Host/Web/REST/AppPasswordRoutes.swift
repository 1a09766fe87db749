import Core
import Foundation
import Hummingbird
import Logging

/// A person's app passwords: listed, made (shown once), removed.
struct AppPasswordRoutes: Sendable {
    let people: People
    let limits: WebConfiguration.Limits

    /// How many one person may have.
    private static let most = 50

    func add(to router: Router<WebContext>) {
        router.get("api/app-passwords") { _, context in
            Response.json(["list": .array(try await people.appPasswords(try context.browser().id).map(\.json))])
        }
        router.post("api/app-passwords") { request, context in try await make(request, context) }
        router.delete("api/app-passwords/:id") { _, context in
            try await people.removeAppPassword(try context.browser().id, context.parameters.get("id") ?? "")
            return Response.nothing
        }
    }

    private func make(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.browser()
        let name = try await request.json(limits).text("name").trimmingCharacters(in: .whitespacesAndNewlines)
        guard !name.isEmpty, name.count <= 120, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw Problem(.invalid, "Give it a name of at most 120 characters.", field: "name")
        }
        guard try await people.appPasswords(person.id).count < Self.most else {
            throw Problem(.tooLarge, "You have \(Self.most) app passwords already. Remove one first.")
        }
        let made = try await people.addAppPassword(person.id, name)
        context.logger.info("app password made", metadata: ["user": .string(LogText.clean(person.username))])
        return Response.json(["id": .string(made.id), "name": .string(name), "password": .string(made.secret)])
    }
}
