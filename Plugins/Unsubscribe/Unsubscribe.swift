// Unsubscribe: one-click unsubscribe (RFC 8058) for mailing lists.
