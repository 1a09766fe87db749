// SMTP: submission of a finished message. Depends on Core, Mail, Net. Never knows the store.
