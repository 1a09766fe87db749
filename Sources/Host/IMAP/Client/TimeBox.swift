/// Gives up waiting after a while.
enum TimeBox {
    /// What the work gives, or what `late` gives when the work takes longer. Cancels the work then, but does not wait for it.
    static func run<R: Sendable>(_ limit: Duration, _ work: @escaping @Sendable () async -> R, late: @escaping @Sendable () -> R) async -> R
    {
        let (results, continuation) = AsyncStream.makeStream(of: R.self)
        let worker = Task { continuation.yield(await work()) }
        let clock = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            continuation.yield(late())
        }
        defer {
            worker.cancel()
            clock.cancel()
            continuation.finish()
        }
        for await result in results { return result }
        return late()
    }
}
