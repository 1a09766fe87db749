import Core

/// Where a plugin stands, as the admin's page names it.
public enum PluginState: String, Sendable {
    /// Nobody has switched it on.
    case off
    /// It runs.
    case on
    /// It was switched on a moment ago.
    case starting
    /// It was switched off a moment ago.
    case stopping
    /// It waits for settings.
    case setup
    /// It may not run: a permission, a pin or a rule is in the way.
    case blocked
    /// It cannot run, or did something it should not have.
    case failed
    /// It has not come back from a turn.
    case stuck
    /// It speaks another ABI, or needs a verb this server does not have.
    case incompatible
    /// plugins.conf names it, but it or its library is not there.
    case missing
}

/// A plugin as the registry knows it.
struct PluginEntry {
    let id: String
    /// Where it was found; nil when only plugins.conf names it.
    var found: FoundPlugin?
    /// What plugins.conf says.
    var paragraph = PluginsConf.Paragraph()
    var state = PluginState.off
    /// Why it is not on, in a sentence; empty when there is nothing to say.
    var reason = ""
    /// The running code, when it runs.
    var session: PluginSession?
    /// What the running code was started with.
    var running: Runnable?
    var record = PluginRecord()
    /// How often and when its process ended by itself.
    var restarts = Restarts()
    /// How its process ended last, and when.
    var report: (last: PluginReport, at: Timestamp)?
    /// Why it waits to be started again or is not started any more; nil when neither.
    var rest: String?
    /// What it was when `rest` was said; something else is worth a try.
    var restingOn: Runnable?
    /// Whether it is to be started anew though nothing has changed.
    var mustRestart = false
    /// Whether the start that comes now follows a crash.
    var isRevived = false
    /// The start that will come after a crash.
    var revival: Task<Void, Never>?
    /// Which settings it waits for, in a sentence; nil when it waits for none.
    var setup: String?
    /// The switching that goes on now; the next one waits for it.
    var switching: Task<Void, Never>?
}

/// All that is needed to start a plugin; a change in it means a restart.
struct Runnable: Equatable {
    var manifest: Manifest
    var library: LibraryFile
    var grants: [Grant]
    /// Whether it runs in a process of its own.
    var isolated: Bool
    /// Whether that process may use the network.
    var net: Bool
    /// Whether it may call verbs that may still change.
    var drafts = false
    /// Whether it would run inside, but an older build of its library is there already, for good.
    var isDisplaced = false

    /// What it is, in a line that is the same after a restart of the server.
    var name: String {
        "\(manifest.version) \(library.path) \(library.stamp) \(isolated ? "apart" : "inside")\(net ? " net" : "") \(grants.map(\.description).joined(separator: " "))"
    }

    /// Whether this can take the place of another without that one's end first: not twice the same library inside the server.
    func fits(beside other: Runnable) -> Bool { isolated || other.isolated }

    /// The same in a process of its own, with the freedom of code inside the server: a library that was loaded once is never left.
    var displaced: Runnable {
        var other = self
        (other.isolated, other.net, other.isDisplaced) = (true, true, true)
        return other
    }
}
