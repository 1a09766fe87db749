// Net: the one guarded way out to the network: which hosts may be connected to (HostGuard), HTTP (GuardedHTTP), and finding the servers
// of a mail address (Discovery). Depends on Core, libcurl, libresolv and libxml2. Everything that waits does so on threads of its own,
// never on Swift's. Never knows mail.
