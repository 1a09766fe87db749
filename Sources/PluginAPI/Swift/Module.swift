// MailFlowPlugin: the SDK for plugins written in Swift. Depends on the C ABI only. Never imports anything of the host.
