/// What is left of the HTML of a mail after cleaning.
public struct CleanHTML: Hashable, Sendable {
    /// One `<div>` with everything in it; safe to put into a document.
    public var html: String
    /// How many remote pictures the mail has, shown or not, trackers included.
    public var remoteImageCount: Int
    /// How many of them look like trackers: they are never loaded.
    public var blockedTrackers: Int
    /// Whether there is anything remote to ask about.
    public var hasRemote: Bool { remoteImageCount > blockedTrackers }
}

/// The one way HTML of a mail becomes HTML that may be shown, quoted or sent: parsed as HTML5, kept by allow-list, written anew.
public enum HTMLPolicy {
    /// What the caller decides.
    public struct Options: Sendable {
        /// Whether remote pictures are kept.
        public var allowRemote: Bool
        /// Where a picture of the same message is served, by Content-ID; nil removes it.
        public var cidURL: @Sendable (String) -> String?
        /// Where a remote picture is served (a proxy); nil removes it.
        public var remoteURL: @Sendable (String) -> String?
        /// Put before every id and class, so that nothing of the mail meets names of the app.
        public var prefix: String
        /// Whether `<style>` sheets are kept, cleaned and scoped. Quotes in a reply keep none.
        public var keepStyleSheets: Bool
        /// Whether `data:` pictures are kept.
        public var allowData: Bool
        /// Whether what the mail itself hides is left out: nobody quotes what they have not seen.
        public var dropHidden: Bool

        /// Remote pictures off, inline pictures removed, unless told otherwise.
        public init(
            allowRemote: Bool = false, cidURL: @escaping @Sendable (String) -> String? = { _ in nil },
            remoteURL: @escaping @Sendable (String) -> String? = { $0 }, prefix: String = "mf-", keepStyleSheets: Bool = true,
            allowData: Bool = true, dropHidden: Bool = false
        ) {
            self.allowRemote = allowRemote
            self.cidURL = cidURL
            self.remoteURL = remoteURL
            self.prefix = prefix
            self.keepStyleSheets = keepStyleSheets
            self.allowData = allowData
            self.dropHidden = dropHidden
        }
    }

    /// Cleans HTML. What is too large or made to exhaust the parser is shown as plain text.
    public static func clean(_ html: String, _ options: Options = Options()) -> CleanHTML {
        let cleaned = HTMLTree.with(html) { root in
            var cleaner = HTMLCleaner(options)
            cleaner.clean(root)
            return CleanHTML(html: cleaner.out, remoteImageCount: cleaner.remote, blockedTrackers: cleaner.trackers)
        }
        if let cleaned { return cleaned }
        let text = HTMLScan.text(Array(html.utf8), limit: 1 << 20)
        return CleanHTML(
            html: "<div class=\"\(options.prefix)root\">\(PlainText.html(String(decoding: text, as: UTF8.self)))</div>",
            remoteImageCount: 0, blockedTrackers: 0)
    }
}
