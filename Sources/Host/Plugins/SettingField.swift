public import Core

/// One field of a form in a manifest.
public struct SettingField: Sendable, Equatable {
    /// What a field holds.
    public enum Kind: String, Sendable, CaseIterable {
        /// A line of text.
        case text
        /// Lines of text.
        case multiline
        /// A line nobody is ever shown again.
        case secret
        /// A number.
        case number
        /// Yes or no.
        case boolean
        /// One of some values.
        case choice
        /// An http or https address.
        case url
        /// A mail address.
        case email
    }

    /// One value of a `choice`.
    public struct Choice: Sendable, Equatable {
        /// What is kept.
        public let value: String
        /// What is shown.
        public let label: Words
    }

    /// Its name among the values.
    public let key: String
    /// What it holds.
    public let kind: Kind
    /// What it is called.
    public let label: Words
    /// What else there is to say about it.
    public let help: Words?
    /// Its value while nobody filled it in.
    public let standard: JSON?
    /// Whether it has to be filled in.
    public let isRequired: Bool
    /// The least number.
    public let min: Double?
    /// The greatest number.
    public let max: Double?
    /// The most characters; 1,000 when the manifest says nothing, 20,000 for `multiline`.
    public let maxLength: Int
    /// What a text has to look like from end to end.
    public let pattern: SettingPattern?
    /// The values of a `choice`.
    public let choices: [Choice]

    /// The field as the shell draws it.
    func json(in language: String) -> JSON {
        var members: [String: JSON] = [
            "type": .string(kind.rawValue), "label": .string(label.text(in: language)), "required": .bool(isRequired),
        ]
        if let help { members["help"] = .string(help.text(in: language)) }
        if let standard { members["default"] = standard }
        if let min { members["min"] = SettingField.number(min) }
        if let max { members["max"] = SettingField.number(max) }
        if let pattern { members["pattern"] = .string(pattern.text) }
        switch kind {
        case .text, .multiline, .secret, .url, .email: members["maxLength"] = .int(Int64(maxLength))
        case .choice:
            members["choices"] = .array(
                choices.map { ["value": .string($0.value), "label": .string($0.label.text(in: language))] })
        case .number, .boolean: break
        }
        return .object(members)
    }

    private static func number(_ value: Double) -> JSON {
        value == value.rounded() && abs(value) < 9e15 ? .int(Int64(value)) : .double(value)
    }
}

/// The forms of a manifest.
public struct SettingForms: Sendable, Equatable {
    /// What the admin fills in for everybody, in the manifest's order.
    public var admin: [SettingField] = []
    /// What each user fills in, in the manifest's order.
    public var user: [SettingField] = []

    /// No forms.
    public init() {}
}
