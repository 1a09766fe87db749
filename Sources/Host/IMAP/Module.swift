// IMAP: wire codec and protocol state (pure), client (SwiftNIO). Depends on Core, Mail, Net. Never knows the store.
