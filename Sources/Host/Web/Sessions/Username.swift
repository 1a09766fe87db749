import Core
import Foundation

/// The rules of names and passwords.
public enum Username {
    /// The name as it is kept: trimmed, composed, lower case. A problem when it is empty, too long or holds control characters.
    public static func checked(_ text: String) throws(Problem) -> String {
        guard text.utf8.count <= 1024 else { throw Problem(.invalid, "The user name is too long.", field: "username") }
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping.lowercased()
        guard !name.isEmpty else { throw Problem(.invalid, "Choose a user name.", field: "username") }
        guard name.count <= 120 else { throw Problem(.invalid, "A user name has at most 120 characters.", field: "username") }
        let bad: (Unicode.Scalar) -> Bool = {
            [.control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate].contains(
                $0.properties.generalCategory)
        }
        guard !name.unicodeScalars.contains(where: bad), !name.contains(":") else {
            throw Problem(.invalid, "A user name cannot contain colons or invisible characters.", field: "username")
        }
        return name
    }

    /// A problem when a password is shorter than 8 or longer than 1024 bytes.
    public static func check(password: String, field: String = "password") throws(Problem) {
        guard password.utf8.count >= 8 else { throw Problem(.invalid, "A password has at least 8 characters.", field: field) }
        guard password.utf8.count <= 1024 else { throw Problem(.invalid, "A password has at most 1024 bytes.", field: field) }
    }
}
