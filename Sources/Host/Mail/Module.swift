// Mail: messages as values: MIME, addresses, threads, snippets, HTML policy. Depends on Core. Pure: never does I/O.
