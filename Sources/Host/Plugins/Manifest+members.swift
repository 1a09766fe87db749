extension Manifest {
    /// The names of the members that this server reads, by where they stand: "" is `plugin.json` itself, the others are its member of that
    /// name or, where that is a list or names things, each entry of it. What else stands there is left for later servers and read by nobody.
    public static let members: [String: [String]] = [
        "": [
            "id", "name", "version", "publisher", "description", "license", "library", "uses", "likes", "answers", "hooks", "events", "ui",
            "jobs", "mounts", "settings", "data", "homepage", "documentation", "support", "icon", "category",
        ],
        "uses": use, "likes": use,
        "ui": ["slot", "label", "icon", "open"],
        "jobs": ["every", "label", "timeout"],
        "data": ["quota"],
    ]

    private static let use = ["verb", "why", "methods", "hosts"]
}
