// MailFlowPlugin: the SDK for plugins written in Swift. Depends on the C ABI only. Never imports anything of the host.
//
// A plugin is a type that is a `Plugin`, and two lines that export it:
//
//     @c(mailflow_plugin_v1)
//     public func plugin() -> UnsafeRawPointer { export(Echo.self) }
//
// Its code runs on Swift concurrency, on a queue of its own: it may wait, and it may even block, without holding up the server.
// One that never blocks may say `runsOnTurns` and is answered sooner.
