// Written by tools/verbs.py from the icons that the app loads for plugins; change those, not this.

/// The icons of the app that a manifest may name.
enum Icons {
    /// Their names.
    static let all: Set<String> = [
        "a-large-small", "activity", "alarm-clock", "alarm-clock-check", "archive", "arrow-left", "at-sign", "badge-check", "ban",
        "baseline", "bell", "bell-off", "between-horizontal-end", "between-horizontal-start", "between-vertical-end",
        "between-vertical-start", "bold", "book", "book-open", "bookmark", "bot", "brain", "briefcase", "building-2", "calendar",
        "calendar-clock", "calendar-days", "calendar-plus", "camera", "car", "chart-column", "check", "check-check", "chevron-down",
        "chevron-right", "chevron-up", "circle-alert", "circle-check", "circle-plus", "circle-x", "clipboard", "clipboard-list", "clock",
        "cloud", "cloud-off", "cloud-upload", "code", "contact", "copy", "credit-card", "database", "download", "ellipsis",
        "ellipsis-vertical", "external-link", "eye", "eye-off", "file", "file-archive", "file-code", "file-music", "file-play",
        "file-spreadsheet", "file-text", "fingerprint-pattern", "flag", "folder", "folder-input", "folder-open", "folder-plus", "forward",
        "globe", "graduation-cap", "grip-vertical", "hard-drive", "heading", "heart", "highlighter", "house", "image", "image-off", "inbox",
        "info", "italic", "key", "key-round", "keyboard", "landmark", "languages", "layers", "layout-panel-left", "link", "list",
        "list-checks", "list-filter", "list-indent-decrease", "list-indent-increase", "list-ordered", "list-plus", "list-todo",
        "loader-circle", "lock", "lock-open", "log-in", "log-out", "mail", "mail-open", "mail-plus", "mails", "map-pin", "maximize-2",
        "menu", "message-circle", "message-square", "minimize-2", "minus", "monitor-smartphone", "music", "newspaper", "notebook-pen",
        "notebook-text", "octagon-alert", "package", "paint-bucket", "palette", "panel-left", "paperclip", "pause", "pencil", "phone",
        "plane", "play", "plus", "presentation", "printer", "puzzle", "qr-code", "receipt", "redo", "redo-2", "refresh-cw",
        "remove-formatting", "reply", "reply-all", "rotate-ccw", "rss", "scan-search", "scroll-text", "search", "search-x", "send",
        "server", "settings", "shield", "shield-alert", "shield-check", "shopping-cart", "signature", "sliders-horizontal", "smile",
        "sparkles", "square-check", "square-check-big", "square-pen", "star", "stethoscope", "sticky-note", "strikethrough", "sun",
        "sun-moon", "sunrise", "table", "tag", "text-align-center", "text-align-end", "text-align-start", "text-quote", "thumbs-up",
        "ticket", "timer", "train-front", "trash-2", "triangle-alert", "truck", "type", "underline", "undo", "undo-2", "unlink", "user",
        "users", "video", "wand-sparkles", "webhook", "wifi-off", "workflow", "x", "zap",
    ]
}
