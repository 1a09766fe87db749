import Core

/// Where a plugin's code runs. The port carries words both ways and judges none of them.
/// Every function comes back at once; what the plugin does happens on turns, one at a time and in the order asked.
protocol PluginPort: AnyObject, Sendable {
    /// Loads the code, checks its ABI and starts it; then tells which number it gave each of these verbs.
    /// Fails with `unsupported` when it speaks another ABI, `notFound` when there is no library, `failed` when it will not start.
    func start(_ owner: any PortOwner, verbs: [String]) async throws(Failure) -> [String: UInt32]

    /// A turn: the plugin is asked.
    func handle(_ verb: UInt32, token: UInt64, arguments: [[UInt8]])

    /// A turn: whoever asked gave up.
    func cancel(_ token: UInt64)

    /// A turn: a call of the plugin is answered. `status` 1 is a piece.
    func answer(_ token: UInt64, status: Int32, bytes: [UInt8])

    /// The last turn. Afterwards the plugin is never entered again; `done` is called when it has come back.
    func stop(_ done: @escaping @Sendable () -> Void)

    /// Whether what is heard now is said in a turn, whose end will be heard too.
    var isInTurn: Bool { get }

    /// Seconds the turn that runs now has taken; 0 between turns.
    var turnAge: Double { get }

    /// Seconds in which its process could not run because the machine was busy, since it began; 0 inside the server.
    var starved: Double { get }

    /// How many turns wait.
    var backlog: Int { get }

    /// Ends the code by force; the owner hears of it as `ended`, with these words. False where code cannot be ended: inside the server.
    func kill(_ why: String) -> Bool

    /// Where the code runs and what it uses.
    var place: PortPlace { get }
}

/// Where a plugin's code runs and what it uses there.
struct PortPlace: Sendable, Equatable {
    /// Whether it has a process of its own.
    var isolated = false
    /// What the kernel lacks for a process of its own, a phrase each.
    var lacks: [String] = []
    /// Its process; 0 when it has none.
    var pid: Int32 = 0
    /// Bytes of memory of its process; 0 inside the server, where nobody can tell.
    var memory = 0
    /// Seconds of processor time of its process.
    var cpu = 0.0
}

/// Who hears what a plugin says. Called from any thread; must not block.
protocol PortOwner: AnyObject, Sendable {
    /// The numbers of the host verbs that the plugin may call.
    var offered: [String: UInt32] { get }

    /// The number of a host verb the plugin may call, else 0.
    func find(_ name: String) -> UInt32

    /// The plugin asks; the answer goes to `port.answer(token…)`. False: not taken, because the plugin is on its way out.
    func call(_ token: UInt64, verb: UInt32, arguments: [[UInt8]]?) -> Bool

    /// The plugin gives up on a call.
    func cancelCall(_ token: UInt64)

    /// The most bytes an answer to this token may still have; nil when no answer is awaited.
    func room(_ token: UInt64) -> Int?

    /// The plugin answers; the result is the status for it.
    func reply(_ token: UInt64, status: Int32, bytes: [UInt8]?) -> Int32

    /// The plugin says a line.
    func log(_ level: Int32, _ line: String)

    /// A turn is over.
    func turnEnded()

    /// A turn took this many seconds, longer than is polite.
    func slowTurn(_ seconds: Double)

    /// The process of the plugin is gone though nobody stopped it. Nothing else comes after this.
    func ended(_ report: PluginReport)
}
