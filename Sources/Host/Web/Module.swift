// Web: the HTTP face: sessions, REST, JMAP over HTTP, EventSource and WebSocket, message frames, the web app's files.
// Depends on Core and Hummingbird. Knows the rest of the house only through the seams in Ports/, which App binds.
// Never reads a database, never opens a connection to the outside, never trusts a header it did not check.
