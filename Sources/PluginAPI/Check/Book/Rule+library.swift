import Core
import Foundation

extension Rule {
    /// The library as a file, and its loading.
    static let library = [
        Rule(
            "symbol-only-one", "The library exports mailflow_plugin_v1, and nothing else that could meet another plugin's names.",
            advice:
                "Compile with -fvisibility=hidden; mf_plugin's entry is marked MF_EXPORT. Go and Swift need a version script for the linker, as mailflow-check new writes it.",
            needs: .manifest
        ) { bench throws(Halt) in
            guard let url = bench.subject.library else { throw .failed("its library is not beside plugin.json: build it first") }
            let object: SharedObject
            do throws(Failure) { object = try SharedObject(url) } catch { throw .failed("\(url.lastPathComponent): \(error.message)") }
            let entries = object.exports.filter { $0.hasPrefix("mailflow_plugin_v") }
            guard entries.contains("mailflow_plugin_v1") else {
                throw .failed(
                    entries.isEmpty
                        ? "it exports no mailflow_plugin_v1" : "it exports \(entries[0]) only, which this version does not speak")
            }
            let others = object.exports.filter {
                !entries.contains($0) && !["_init", "_fini", "_end", "_edata", "__bss_start"].contains($0)
            }
            guard let first = others.first else { return .passed }
            return .warned(others.count == 1 ? "it also exports \(first)" : "it also exports \(others.count) other names, such as \(first)")
        },
        Rule(
            "loads-with-bind-now", "Every symbol it needs is there when it is loaded.",
            advice: "Link the library that has the missing symbol, or put it beside yours with -Wl,-rpath,'$ORIGIN'.", needs: .manifest
        ) { bench throws(Halt) in
            _ = try bench.loaded()
            return .passed
        },
        Rule(
            "starts-under-1s", "start() comes back with MF_OK within a second.",
            advice: "Do in start() only what cannot wait; ask the host for the rest and go on when it answers.", needs: .library
        ) { bench throws(Halt) in
            var best = Double.infinity
            // A busy machine is not the plugin's fault.
            for _ in 0..<3 where best >= 1 {
                let stage = try bench.started()
                best = min(best, stage.startedIn)
                try stage.drain()
                try stage.stop()
            }
            guard best < 1 else { throw .failed("start() took \(Rule.milliseconds(best))") }
            return .passed
        },
    ]

    static func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }
}
