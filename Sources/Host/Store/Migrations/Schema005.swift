/// What plugins' forms hold, and who is linked to somebody elsewhere.
enum Schema005 {
    static let statements = [
        """
        CREATE TABLE plugin_settings (
            id {id}, plugin TEXT NOT NULL, user_id BIGINT REFERENCES users(id) ON DELETE CASCADE, value {blob} NOT NULL,
            updated_at BIGINT NOT NULL)
        """,
        "CREATE UNIQUE INDEX plugin_settings_place ON plugin_settings (plugin, coalesce(user_id, 0))",
        "CREATE INDEX plugin_settings_user ON plugin_settings (user_id)",
        """
        CREATE TABLE user_links (
            plugin TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL, PRIMARY KEY (plugin, issuer, subject))
        """,
        "CREATE INDEX user_links_user ON user_links (user_id)",
        """
        CREATE TABLE sign_in_tokens (
            token_hash TEXT PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, plugin TEXT NOT NULL,
            expires_at BIGINT NOT NULL)
        """,
    ]
}
