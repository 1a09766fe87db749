// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Remind",
    products: [.library(name: "remind", type: .dynamic, targets: ["Remind"])],
    targets: [
        .target(name: "CPluginABI"),
        .target(name: "MailFlowPlugin", dependencies: ["CPluginABI"]),
        // The library exports its one function, and nothing that could meet the names of another plugin.
        .target(
            name: "Remind", dependencies: ["MailFlowPlugin"],
            linkerSettings: [.unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/exports.map"])]),
    ]
)
