// swift-tools-version: 6.2
import PackageDescription

// The house, one target a folder, so that the compiler keeps the arrows:
//   Core ← Mail ← IMAP, SMTP      Core ← Contact ← JMAP      Core ← Net ← IMAP, SMTP      Core ← Store ← Sync, JMAP      Mail, Store ← Intake ← Sync, JMAP      JMAP ← Plugins      Core ← Web      all ← App
// MAILFLOW_TARGETS=StoreTests,MailTests builds only those test targets and what they need.

// MAILFLOW_LINT=1 makes our own warnings errors; dependencies keep theirs.
let isLint = Context.environment["MAILFLOW_LINT"] != nil
let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (isLint ? [.treatAllWarnings(as: .error)] : [])

/// One folder of `Sources/Host`.
func room(_ name: String, folder: String? = nil, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/Host/\(folder ?? name)", swiftSettings: swiftSettings)
}

/// The tests of one room. All of them are one program, where each plugin brings the symbol that a server would look for; nobody looks for it there.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", exclude: exclude, resources: resources,
        swiftSettings: swiftSettings, linkerSettings: [.unsafeFlags(["-Xlinker", "--allow-multiple-definition"])])
}

/// A C library of the system, found by pkg-config.
func system(_ name: String, pkgConfig: String? = nil) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", pkgConfig: pkgConfig)
}

/// A thin C face over a system library whose macros or varargs Swift cannot import.
func face(_ name: String, _ dependencies: [Target.Dependency] = [], link: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Sources/System/\(name)", publicHeadersPath: "include",
        linkerSettings: link.map { .linkedLibrary($0) })
}

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

var targets: [Target] = [
    system("CSQLite", pkgConfig: "sqlite3"),
    system("CPostgres", pkgConfig: "libpq"),
    system("CGMime", pkgConfig: "gmime-3.0"),
    system("CLibXML", pkgConfig: "libxml-2.0"),
    system("CGumbo", pkgConfig: "gumbo"),
    face("CGMimeFace", ["CGMime"], link: ["idn2"]),
    face("CGumboFace", ["CGumbo"]),
    face("CXMLFace", ["CLibXML"]),
    face("CDAVXML", ["CLibXML"]),
    face("CCurlFace", link: ["curl", "resolv"]),
    face("CCryptoFace", link: ["crypto", "crypt"]),
    face("CZlibFace", link: ["z"]),
    face("CSearch"),
    face("CPluginGuard"),
    face("CRunner"),

    room("Core", []),
    room("HostCrypto", folder: "Crypto", ["Core", "CCryptoFace"]),
    room("Mail", ["Core", "CGMimeFace", "CGumbo", "CGumboFace", "CSearch"]),
    room("Contact", ["Core"]),
    room("Net", ["Core", "CCurlFace", "CXMLFace", log]),
    room("SMTP", ["Core", "Mail", "Net", "CCurlFace", log]),
    room("IMAP", ["Core", "Mail", "Net", "CZlibFace", log] + nio),
    room("Store", ["Core", "HostCrypto", "CSQLite", "CPostgres", log]),
    room("Intake", ["Mail", "Store"]),
    room("Sync", ["Core", "Mail", "IMAP", "SMTP", "Net", "Store", "Intake", log]),
    room("JMAP", ["Core", "Mail", "Contact", "Store", "Intake", log]),
    room("Plugins", ["Core", "Net", "Mail", "Store", "JMAP", "CPluginABI", "CPluginGuard", "CRunner", "HostCrypto", log]),
    room(
        "Web",
        [
            "Core", "HostCrypto", log,
            .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"), .product(name: "HTTPTypes", package: "swift-http-types"),
        ] + nio),
    .executableTarget(
        name: "mailflow",
        dependencies: [
            "Core", "Mail", "Net", "IMAP", "SMTP", "Store", "Sync", "JMAP", "Plugins", "Web", "HostCrypto", log,
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"), .product(name: "NIOCore", package: "swift-nio"),
        ],
        path: "Sources/Host/App", swiftSettings: swiftSettings),

    .target(name: "CPluginABI", path: "Sources/PluginAPI/C", publicHeadersPath: "include"),
    .target(name: "MailFlowPlugin", dependencies: ["CPluginABI"], path: "Sources/PluginAPI/Swift", swiftSettings: swiftSettings),
    // mailflow-check: the puppet is the plugin's side of a rule, in a process of its own; the book is the rules.
    .target(name: "CPuppet", dependencies: ["CPluginABI"], path: "Sources/PluginAPI/Check/Puppet", publicHeadersPath: "include"),
    .executableTarget(name: "mailflow-check-child", dependencies: ["CPuppet"], path: "Sources/PluginAPI/Check/Child"),
    .target(
        name: "PluginCheck", dependencies: ["CPuppet", "Plugins", "Core", "CGumbo", "CGumboFace"], path: "Sources/PluginAPI/Check/Book",
        swiftSettings: swiftSettings),
    .executableTarget(
        name: "mailflow-check",
        dependencies: [
            "PluginCheck", "mailflow-check-child", "Plugins", "Store", "Mail", "HostCrypto", "Core",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Sources/PluginAPI/Check/Tool", swiftSettings: swiftSettings),
    .target(
        name: "Unsubscribe", dependencies: ["MailFlowPlugin"], path: "Plugins/Unsubscribe", exclude: ["plugin.json", "web"],
        swiftSettings: swiftSettings),
    .target(
        name: "CardDAV", dependencies: ["MailFlowPlugin", "CDAVXML"], path: "Plugins/CardDAV", exclude: ["plugin.json"],
        swiftSettings: swiftSettings),

    .target(
        name: "Todoist", dependencies: ["MailFlowPlugin"], path: "Plugins/Todoist", exclude: ["plugin.json", "web"],
        swiftSettings: swiftSettings),

    .target(name: "ScriptedIMAP", dependencies: ["Core"] + nio, path: "Tests/ScriptedIMAP", swiftSettings: swiftSettings),
    .target(name: "StoreEngines", dependencies: ["Core", "HostCrypto", "Store"], path: "Tests/StoreEngines", swiftSettings: swiftSettings),

    tests("Core", ["Core"]),
    tests("Crypto", ["HostCrypto", "Core"]),
    tests("Mail", ["Mail", "Core"]),
    tests("Contact", ["Contact", "Core"]),
    tests("Net", ["Net", "Core"]),
    tests("SMTP", ["SMTP", "Mail", "Net", "Core"]),
    tests("IMAP", ["IMAP", "Mail", "Net", "Core", "ScriptedIMAP"] + nio, resources: [.copy("Transcripts")]),
    tests("Store", ["Store", "StoreEngines", "HostCrypto", "Core"]),
    tests(
        "Sync", ["Sync", "Store", "IMAP", "SMTP", "Mail", "Net", "HostCrypto", "Core", "ScriptedIMAP"] + nio,
        exclude: ["Peer/other.py", "Peer/faults.py"]),
    tests("JMAP", ["JMAP", "Store", "StoreEngines", "Mail", "Contact", "HostCrypto", "Core"]),
    tests("Plugins", ["Plugins", "Unsubscribe", "CardDAV", "Todoist", "JMAP", "Store", "Net", "CPluginABI", "HostCrypto", "Core", log]),
    tests("Unsubscribe", ["Unsubscribe", "MailFlowPlugin"]),
    tests("Check", ["PluginCheck", "mailflow-check", "mailflow-check-child", "Unsubscribe", "Core"], exclude: ["Breaking"]),
    tests("Todoist", ["Todoist", "MailFlowPlugin"]),
    tests("CardDAV", ["CardDAV", "MailFlowPlugin"]),
    tests("App", ["mailflow", "Web", "Store", "HostCrypto", "Core", log]),
    tests(
        "Web",
        [
            "Web", "HostCrypto", "Core", log, .product(name: "HummingbirdTesting", package: "hummingbird"),
            .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HTTPTypes", package: "swift-http-types"),
        ] + nio),
]

// MARK: - Building a part of the house

func named(_ dependency: Target.Dependency) -> String? {
    switch dependency {
    case .byNameItem(let name, _), .targetItem(let name, _): name
    default: nil
    }
}

if let wanted = Context.environment["MAILFLOW_TARGETS"] {
    var kept = Set(wanted.split(separator: ",").map(String.init))
    var grew = true
    while grew {
        let more = Set(targets.filter { kept.contains($0.name) }.flatMap { $0.dependencies.compactMap(named) })
        grew = !more.isSubset(of: kept)
        kept.formUnion(more)
    }
    targets.removeAll { !kept.contains($0.name) }
}

let package = Package(
    name: "MailFlow",
    products: [
        targets.contains { $0.name == "mailflow" } ? .executable(name: "mailflow", targets: ["mailflow"]) : nil,
        targets.contains { $0.name == "mailflow-check" } ? .executable(name: "mailflow-check", targets: ["mailflow-check"]) : nil,
        targets.contains { $0.name == "mailflow-check-child" }
            ? .executable(name: "mailflow-check-child", targets: ["mailflow-check-child"]) : nil,
        targets.contains { $0.name == "Unsubscribe" } ? .library(name: "Unsubscribe", type: .dynamic, targets: ["Unsubscribe"]) : nil,
        targets.contains { $0.name == "Todoist" } ? .library(name: "Todoist", type: .dynamic, targets: ["Todoist"]) : nil,
        targets.contains { $0.name == "CardDAV" } ? .library(name: "CardDAV", type: .dynamic, targets: ["CardDAV"]) : nil,
    ].compactMap { $0 },
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
