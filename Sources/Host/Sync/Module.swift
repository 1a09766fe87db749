// Sync: the account actor, mailbox sync and outbox worker. Depends on Store, IMAP, SMTP, Mail. Never knows JMAP.
