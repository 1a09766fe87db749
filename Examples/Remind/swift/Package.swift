// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Remind",
    products: [.library(name: "remind", type: .dynamic, targets: ["Remind"])],
    targets: [
        .target(name: "CPluginABI"),
        .target(name: "MailFlowPlugin", dependencies: ["CPluginABI"]),
        .target(name: "Remind", dependencies: ["MailFlowPlugin"]),
    ]
)
