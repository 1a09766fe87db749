// SMTP: submission of a finished message through the account's own server (RFC 6409), and the try-out of one. Depends on Core, Mail, Net
// and libcurl, which speaks the protocol on threads of Net. Never knows the store: a caller is asked before the point of no return.
