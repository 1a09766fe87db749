/// What happened, for plugins that listen; how far each has read; when their jobs run; header changes of a message on its way out.
enum Schema004 {
    static let statements: [String] = [
        // number grows in the order of the commits. plugin '': for everybody who listens.
        """
        CREATE TABLE plugin_events (
            number {id}, at BIGINT NOT NULL, name TEXT NOT NULL, plugin TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL)
        """,
        "CREATE INDEX plugin_events_at ON plugin_events(at)",
        // events: names separated by spaces.
        """
        CREATE TABLE plugin_listeners (
            plugin TEXT PRIMARY KEY, cursor BIGINT NOT NULL, events TEXT NOT NULL, told_at BIGINT)
        """,
        """
        CREATE TABLE plugin_jobs (
            plugin TEXT NOT NULL, name TEXT NOT NULL, next_at BIGINT NOT NULL, last_at BIGINT, last_result TEXT NOT NULL DEFAULT '',
            PRIMARY KEY (plugin, name))
        """,
        "ALTER TABLE submissions ADD COLUMN headers TEXT NOT NULL DEFAULT ''",
    ]
}
