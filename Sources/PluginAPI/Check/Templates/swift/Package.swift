// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "@TYPE@",
    products: [.library(name: "@LIB@", type: .dynamic, targets: ["@TYPE@"])],
    targets: [
        .target(name: "CPluginABI"),
        .target(name: "MailFlowPlugin", dependencies: ["CPluginABI"]),
        // The library exports its one function, and nothing that could meet the names of another plugin.
        .target(
            name: "@TYPE@", dependencies: ["MailFlowPlugin"],
            linkerSettings: [.unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/exports.map"])]),
    ]
)
