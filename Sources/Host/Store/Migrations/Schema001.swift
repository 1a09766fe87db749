/// The first schema. `{id}`, `{blob}` and `{json}` stand for what the two engines spell differently.
enum Schema001 {
    static let statements: [String] = people + accounts + messages + work + plugins

    private static let people = [
        """
        CREATE TABLE users (
            id {id}, username TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL DEFAULT '', password_hash TEXT NOT NULL,
            admin INTEGER NOT NULL DEFAULT 0, journal_seq BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL)
        """,
        """
        CREATE TABLE sessions (
            token_hash TEXT PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
            created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, address TEXT NOT NULL DEFAULT '', agent TEXT NOT NULL DEFAULT '')
        """,
        "CREATE INDEX sessions_user ON sessions(user_id)",
        """
        CREATE TABLE app_passwords (
            id {id}, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, name TEXT NOT NULL, secret_hash TEXT NOT NULL UNIQUE,
            created_at BIGINT NOT NULL, last_used_at BIGINT)
        """,
        "CREATE INDEX app_passwords_user ON app_passwords(user_id)",
        "CREATE TABLE rate_limits (name TEXT PRIMARY KEY, window_start BIGINT NOT NULL, count INTEGER NOT NULL)",
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE TABLE preferences (user_id BIGINT PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE, value TEXT NOT NULL)",
    ]

    private static let accounts = [
        """
        CREATE TABLE accounts (
            id {id}, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, name TEXT NOT NULL, sender_name TEXT NOT NULL DEFAULT '',
            email TEXT NOT NULL, hue TEXT NOT NULL DEFAULT 'blue', imap TEXT NOT NULL, smtp TEXT NOT NULL, imap_username TEXT NOT NULL,
            smtp_username TEXT NOT NULL, secret {blob}, smtp_secret {blob}, auth TEXT NOT NULL DEFAULT 'password',
            paused INTEGER NOT NULL DEFAULT 0, in_unified INTEGER NOT NULL DEFAULT 1, sort_order INTEGER NOT NULL DEFAULT 0,
            roles TEXT NOT NULL DEFAULT '{}', signature TEXT NOT NULL DEFAULT '', status TEXT NOT NULL DEFAULT '{}', created_at BIGINT NOT NULL)
        """,
        "CREATE INDEX accounts_user ON accounts(user_id)",
        """
        CREATE TABLE identities (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL,
            reply_to TEXT NOT NULL DEFAULT '', bcc TEXT NOT NULL DEFAULT '', text_signature TEXT NOT NULL DEFAULT '',
            html_signature TEXT NOT NULL DEFAULT '', main INTEGER NOT NULL DEFAULT 0, sort_order INTEGER NOT NULL DEFAULT 0)
        """,
        "CREATE INDEX identities_account ON identities(account_id)",
        """
        CREATE TABLE correspondents (
            account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, email TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
            sent INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0, last_at BIGINT NOT NULL, PRIMARY KEY (account_id, email))
        """,
    ]

    private static let messages = [
        // parent_id and counts are derived; uidvalidity 0 means never selected.
        """
        CREATE TABLE mailboxes (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, path TEXT NOT NULL, delimiter TEXT NOT NULL DEFAULT '',
            name TEXT NOT NULL, parent_id BIGINT, role TEXT, selectable INTEGER NOT NULL DEFAULT 1, subscribed INTEGER NOT NULL DEFAULT 1,
            on_server INTEGER NOT NULL DEFAULT 1, uidvalidity BIGINT NOT NULL DEFAULT 0, uidnext BIGINT NOT NULL DEFAULT 0,
            modseq BIGINT NOT NULL DEFAULT 0, headers_from BIGINT NOT NULL DEFAULT 0, sort_order INTEGER NOT NULL DEFAULT 0,
            total INTEGER NOT NULL DEFAULT 0, unread INTEGER NOT NULL DEFAULT 0, total_threads INTEGER NOT NULL DEFAULT 0,
            unread_threads INTEGER NOT NULL DEFAULT 0, synced_at BIGINT, UNIQUE (account_id, path))
        """,
        "CREATE TABLE threads (id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE)",
        "CREATE INDEX threads_account ON threads(account_id)",
        // The union-find over Message-IDs: every id seen or referred to, as 63 bits of its SHA-256, and the thread it belongs to.
        """
        CREATE TABLE thread_refs (
            account_id BIGINT NOT NULL, ref BIGINT NOT NULL, thread_id BIGINT NOT NULL REFERENCES threads(id) ON DELETE CASCADE,
            PRIMARY KEY (account_id, ref)) {clustered}
        """,
        "CREATE INDEX thread_refs_thread ON thread_refs(thread_id)",
        // sort_key orders by received_at and is unique: seconds << 22 | low bits of the id. Search rows have the same key.
        // Address lists are name US email RS …; keywords are sorted and separated by spaces.
        """
        CREATE TABLE emails (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, thread_id BIGINT NOT NULL,
            identity_key TEXT NOT NULL, sort_key BIGINT NOT NULL UNIQUE, received_at BIGINT NOT NULL, sent_at BIGINT, size BIGINT NOT NULL,
            keywords TEXT NOT NULL DEFAULT '', seen INTEGER NOT NULL DEFAULT 0, flagged INTEGER NOT NULL DEFAULT 0,
            has_attachment INTEGER NOT NULL DEFAULT 0, subject TEXT NOT NULL DEFAULT '', subject_ref BIGINT NOT NULL DEFAULT 0,
            preview TEXT NOT NULL DEFAULT '', message_ids TEXT NOT NULL DEFAULT '', in_reply_to TEXT NOT NULL DEFAULT '',
            refs TEXT NOT NULL DEFAULT '', from_list TEXT NOT NULL DEFAULT '', sender_list TEXT NOT NULL DEFAULT '',
            to_list TEXT NOT NULL DEFAULT '', cc_list TEXT NOT NULL DEFAULT '', bcc_list TEXT NOT NULL DEFAULT '',
            reply_to_list TEXT NOT NULL DEFAULT '', delivered_to TEXT NOT NULL DEFAULT '', list_headers TEXT NOT NULL DEFAULT '',
            indexed INTEGER NOT NULL DEFAULT 0, blob_id BIGINT, UNIQUE (account_id, identity_key))
        """,
        "CREATE INDEX emails_thread ON emails(thread_id, sort_key)",
        "CREATE INDEX emails_subject ON emails(account_id, subject_ref, sort_key)",
        "CREATE INDEX emails_unindexed ON emails(account_id, sort_key) WHERE indexed = 0",
        "CREATE INDEX emails_flagged ON emails(account_id, sort_key) WHERE flagged = 1",
        // Where an email lies, as the person sees it. uid NULL: on its way there. flags: as last seen on the server.
        """
        CREATE TABLE locations (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            mailbox_id BIGINT NOT NULL REFERENCES mailboxes(id) ON DELETE CASCADE, email_id BIGINT NOT NULL REFERENCES emails(id) ON DELETE CASCADE,
            thread_id BIGINT NOT NULL, sort_key BIGINT NOT NULL, seen INTEGER NOT NULL, uidvalidity BIGINT NOT NULL DEFAULT 0, uid BIGINT,
            modseq BIGINT NOT NULL DEFAULT 0, flags TEXT NOT NULL DEFAULT '', UNIQUE (mailbox_id, uidvalidity, uid))
        """,
        "CREATE INDEX locations_list ON locations(mailbox_id, sort_key, email_id, thread_id)",
        "CREATE INDEX locations_unread ON locations(mailbox_id, sort_key, email_id, thread_id) WHERE seen = 0",
        "CREATE INDEX locations_thread ON locations(thread_id, mailbox_id, seen)",
        "CREATE INDEX locations_email ON locations(email_id)",
        // What a person has moved away or destroyed and the server still has: sync must not bring it back.
        """
        CREATE TABLE departures (
            mailbox_id BIGINT NOT NULL REFERENCES mailboxes(id) ON DELETE CASCADE, uidvalidity BIGINT NOT NULL, uid BIGINT NOT NULL,
            account_id BIGINT NOT NULL, email_id BIGINT NOT NULL, outbox_id BIGINT NOT NULL, modseq BIGINT NOT NULL DEFAULT 0,
            flags TEXT NOT NULL DEFAULT '', PRIMARY KEY (mailbox_id, uidvalidity, uid))
        """,
        "CREATE INDEX departures_outbox ON departures(outbox_id)",
        "CREATE INDEX departures_email ON departures(email_id)",
        // One row a conversation a mailbox; the mailbox's counts are sums of these.
        """
        CREATE TABLE mailbox_threads (
            mailbox_id BIGINT NOT NULL REFERENCES mailboxes(id) ON DELETE CASCADE, thread_id BIGINT NOT NULL, total INTEGER NOT NULL,
            unread INTEGER NOT NULL, PRIMARY KEY (mailbox_id, thread_id)) {clustered}
        """,
    ]

    private static let work = [
        // change: 1 created, 2 updated, 3 destroyed. seq is the user's; account_id 0 is what belongs to the user alone.
        """
        CREATE TABLE journal (
            user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, seq BIGINT NOT NULL, account_id BIGINT NOT NULL,
            type INTEGER NOT NULL, object_id BIGINT NOT NULL, change INTEGER NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (user_id, seq)) {clustered}
        """,
        "CREATE INDEX journal_account ON journal(account_id, type, seq)",
        "CREATE INDEX journal_user ON journal(user_id, type, seq)",
        // state: waiting, running, unsure (sent or not cannot be known), failed.
        """
        CREATE TABLE outbox (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, kind TEXT NOT NULL, email_id BIGINT, mailbox_id BIGINT,
            submission_id BIGINT, payload TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
            not_before BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, error TEXT NOT NULL DEFAULT '')
        """,
        "CREATE INDEX outbox_account ON outbox(account_id, id)",
        "CREATE INDEX outbox_email ON outbox(email_id)",
        """
        CREATE TABLE submissions (
            id {id}, account_id BIGINT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, identity_id BIGINT NOT NULL, email_id BIGINT NOT NULL,
            thread_id BIGINT NOT NULL, mail_from TEXT NOT NULL, rcpt_to TEXT NOT NULL, send_at BIGINT NOT NULL,
            stage TEXT NOT NULL DEFAULT 'held', delivery TEXT NOT NULL DEFAULT '{}', failure TEXT NOT NULL DEFAULT '',
            on_success TEXT NOT NULL DEFAULT '{}', replies_to BIGINT, forwards BIGINT, created_at BIGINT NOT NULL)
        """,
        "CREATE INDEX submissions_account ON submissions(account_id, id)",
        // What a draft answers or forwards, until it is sent.
        """
        CREATE TABLE draft_links (
            email_id BIGINT PRIMARY KEY REFERENCES emails(id) ON DELETE CASCADE, replies_to BIGINT, forwards BIGINT)
        """,
        """
        CREATE TABLE blobs (
            id {id}, user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE, account_id BIGINT NOT NULL DEFAULT 0, type TEXT NOT NULL,
            size BIGINT NOT NULL, bytes {blob} NOT NULL, kept INTEGER NOT NULL DEFAULT 0, created_at BIGINT NOT NULL)
        """,
        "CREATE INDEX blobs_user ON blobs(user_id)",
    ]

    private static let plugins = [
        """
        CREATE TABLE plugin_kv (
            plugin TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, value {blob} NOT NULL, updated_at BIGINT NOT NULL,
            PRIMARY KEY (plugin, scope, name))
        """,
        "CREATE TABLE plugin_state (plugin TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """
        CREATE TABLE plugin_notes (
            email_id BIGINT NOT NULL REFERENCES emails(id) ON DELETE CASCADE, plugin TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (email_id, plugin))
        """,
    ]
}
