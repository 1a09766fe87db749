// Mail: messages as values: MIME, addresses, threads, search terms, snippets, HTML policy, building. Depends on Core, GMime and Gumbo.
// Pure: never does I/O (building reads the attachment files it is given), never knows a store or a socket. Everything may be called from
// any thread. Reading never fails on what a mail says: broken mail gives the best value there is.
