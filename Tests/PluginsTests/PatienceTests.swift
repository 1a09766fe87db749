import Testing

@testable import Plugins

@Suite struct PatienceTests {
    /// Looks at a turn every 2.5 seconds: age, and how long the process has starved in all.
    @Test(
        arguments: [
            // It hangs, or calculates for ever.
            ([(2.0, 0.0), (4.5, 0.0), (7.0, 0.0), (9.5, 0.1), (12.0, 0.1)], 4),
            // The machine is busy: of twenty seconds it could run in five.
            ([(2.0, 1.5), (7.0, 6.0), (12.0, 10.0), (20.0, 15.0)], nil),
            // What it waited before this turn does not count.
            ([(0.0, 100.0), (2.0, 100.0), (4.5, 100.0), (11.0, 100.5)], 3),
            // A new turn begins anew.
            ([(9.0, 0.0), (1.0, 0.0), (9.0, 0.0), (0.5, 0.0)], nil),
            // Nothing lasts for ever.
            ([(2.0, 2.0), (30.0, 30.0), (61.0, 61.0)], 2),
        ] as [([(Double, Double)], Int?)])
    func endsATurn(_ looks: [(Double, Double)], _ expected: Int?) {
        var patience = Patience()
        let ended = looks.firstIndex { patience.ends(turn: $0.0, starved: $0.1, limit: 10) }
        #expect(ended == expected)
    }
}
