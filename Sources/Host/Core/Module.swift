// Core: the words everybody in the house uses: ids, failures, keywords, roles, addresses, time, JSON.
// Depends on Foundation only. Never does I/O, never knows a database, a socket or a protocol.
