// JMAP: the methods, session object and push. Depends on Store, Sync. Never knows HTTP.
