// ScriptedIMAP: an IMAP server on loopback that plays a written conversation, for faults and odd capabilities. For tests only.
// Depends on SwiftNIO. Knows nothing of the client it plays against.
