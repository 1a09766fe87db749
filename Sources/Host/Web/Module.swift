// Web: HTTP server, sessions, routes, WebSocket, assets. Depends on JMAP, Plugins, Store.
