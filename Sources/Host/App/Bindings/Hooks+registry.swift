import Core
import Plugins

extension Hooks {
    /// The plugins of this server.
    static func registry(_ registry: PluginRegistry) -> Hooks {
        Hooks(isWanted: { registry.board.isAsked($0) }, askText: { hook, facts in await registry.hook(hook, facts) })
    }
}
