// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "@TYPE@",
    products: [.library(name: "@LIB@", type: .dynamic, targets: ["@TYPE@"])],
    targets: [
        .target(name: "CPluginABI"),
        .target(name: "MailFlowPlugin", dependencies: ["CPluginABI"]),
        .target(name: "@TYPE@", dependencies: ["MailFlowPlugin"]),
    ]
)
