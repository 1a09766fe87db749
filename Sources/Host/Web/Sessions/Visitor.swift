import Core
import HTTPTypes

/// Who is asking, and by which right.
struct Visitor: Sendable {
    /// The right by which somebody asks.
    enum Way: Sendable, Equatable {
        /// A browser with no or an unknown cookie.
        case none
        /// A browser that is signed in; the id of its session.
        case session(String)
        /// Another client with an app password.
        case appPassword
    }

    /// The person, when one is signed in.
    var person: Person?
    /// By which right.
    var way: Way
    /// The cookie's token, when the browser sent one of the right shape.
    var token: String?

    static let nobody = Visitor(person: nil, way: .none, token: nil)
}
