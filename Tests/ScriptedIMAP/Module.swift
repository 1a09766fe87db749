// ScriptedIMAP: an IMAP server on loopback that plays a written conversation. For tests only.
