import Core

/// What a plugin says about itself in `plugin.json`, read without loading its code.
public struct Manifest: Sendable, Equatable {
    /// A verb of the host the plugin calls, and why.
    public struct Use: Sendable, Equatable {
        /// The verb with its version, such as `kv.put/1`.
        public var verb: String
        /// Why, in a sentence for the admin.
        public var why: Words
        /// The JMAP methods it calls through `mail.call/1`.
        public var methods: [String]
        /// The hosts it reaches through `http.fetch/1`; `*` is any public one.
        public var hosts: [String]
        /// Whether the plugin does without when it is absent or not granted.
        public var optional: Bool
    }

    /// Something the shell draws for the plugin.
    public struct Slot: Sendable, Equatable {
        /// Where: `message.action`, `message.banner`, `message.chip`, `compose.action`, `sidebar.panel`, `settings.page`, `login.button`.
        public var slot: String
        /// The words on it.
        public var label: Words
        /// The name of an icon of the shell; may be empty.
        public var icon: String
        /// The page of the plugin it opens; may be empty.
        public var open: String
    }

    /// 1 to 40 of `a-z 0-9 -`; also the folder's name and the path under `/plugins/`.
    public var id: String
    /// The name a person reads.
    public var name: String
    /// The plugin's own version.
    public var version: String
    /// Who makes it; may be empty.
    public var publisher: String
    /// One line of purpose; may be empty.
    public var summary: Words
    /// SPDX identifier; may be empty.
    public var license: String
    /// The file name of the shared library, beside the manifest.
    public var library: String
    /// The host verbs it needs or likes.
    public var uses: [Use]
    /// The verbs it answers.
    public var answers: [String]
    /// The hooks it wants to be asked.
    public var hooks: [String]
    /// The events it wants to hear.
    public var events: [String]
    /// What the shell draws for it.
    public var ui: [Slot]
    /// Work on a schedule.
    public var jobs: [Job] = []
    /// The prefixes under which it answers besides `/plugins/ID`, such as `/dav`.
    public var mounts: [String] = []
    /// Pages and words for the admin's page.
    public var about = About()
    /// The most bytes of its own data; 0 when it does not say, which stands for `standardQuota`.
    public var quota: Int64 = 0
    /// What people fill in for it.
    public var settings = SettingForms()

    /// The most bytes of its own data a plugin may have that does not say: 64 MiB.
    static let standardQuota: Int64 = 64 << 20

    /// The JMAP methods the plugin may name in `mail.call/1`.
    public var methods: Set<String> { Set(uses.filter { $0.verb == "mail.call/1" }.flatMap(\.methods)) }

    /// The first verb it needs that may still change; nil when there is none.
    func draft(of verbs: [Catalogue.HostVerb] = Catalogue.host) -> String? {
        uses.first { use in !use.optional && verbs.contains { $0.verb == use.verb && $0.isDraft } }?.verb
    }

    /// Every grant that all its `uses`, its events, hooks and mounts need, worst first.
    public var grants: [Grant] { Grant.worstFirst(uses.filter { !$0.optional }.flatMap(Grant.needed) + flowGrants) }

    /// Every grant it could use, the ones for `likes` included, worst first.
    public var allGrants: [Grant] { Grant.worstFirst(uses.flatMap(Grant.needed) + flowGrants) }
}
