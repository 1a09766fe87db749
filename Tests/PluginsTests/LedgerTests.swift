import Core
import Testing

@testable import Plugins

@Suite struct LedgerTests {
    private func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 1_000_000 + seconds) }

    @Test func theLastCallsAreCountedApart() {
        let ledger = PluginLedger()
        for n in 0..<30 { ledger.note(0.1, failed: n < 15, at(Double(n))) }
        #expect(ledger.json["failed"] == 15)
        #expect(ledger.json["lately"] == ["asked": 20, "failed": 5])
    }
}
