// JMAP: the one way in for reading and changing what belongs to a user (RFC 8620, 8621, and the vendor parts of docs/contributors/api.md).
// Depends on Core, Mail and Store. Never knows HTTP, IMAP or SMTP: mail servers are reached through the seams of `ServerSide`.
//
//     let dispatcher = Dispatcher(store: store, server: ServerSide(nudge:rawMessage:testAccount:discover:), methods: pluginMethods)
//     await dispatcher.call(user: user, bytes: body)            Answer { status, json }: the Response or the problem document
//     await dispatcher.call(user: user, request: json)          the same, for what a WebSocket has read
//     try await dispatcher.session(user: user, base: "")        the Session object; `base` without a slash at its end
//     try await dispatcher.perform(user: user, name, arguments) one method, for rules and plugins; throws MethodError or Failure
//     try await dispatcher.blobs.upload(user:account:type:bytes)        {accountId, blobId, type, size}
//     try await dispatcher.blobs.open(user:account:blob:)               Blob { bytes, type, name }
//     dispatcher.push.changes(user: user)                       AsyncStream of account id → type → state; `Push.json` makes the StateChange
//     try await dispatcher.push.states(user: user)              the states now
//     Method(name, capability:) { call in … }                   a further method: `call.user`, `call.members`, `try await call.accounts()`
//
// A method is a file. Lists come from `EmailSearch` (Store) newest first out of an index; whole lists are kept in `QueryCache` and
// brought forward by the journal.
