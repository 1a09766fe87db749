import MailFlowPlugin

/// What the server looks for in the library.
@c(mailflow_plugin_v1)
public func plugin() -> UnsafeRawPointer { export(CardDAV.self) }
