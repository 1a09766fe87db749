public import Core
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The HTTP face, ready to be run.
public struct WebServer: Sendable {
    private let ports: Ports
    private let configuration: WebConfiguration
    private let clock: WallClock
    private let streams: StreamCount

    /// Binds the seams. Nothing runs yet.
    public init(ports: Ports, configuration: WebConfiguration, clock: WallClock = .system) {
        self.ports = ports
        self.configuration = configuration
        self.clock = clock
        streams = StreamCount(most: configuration.limits.streamsPerUser)
    }

    /// The server at an address. It answers from the moment `running` is called until graceful shutdown.
    public func application(
        address: BindAddress = .hostname("127.0.0.1", port: 8080), logger: Logger,
        running: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let limits = configuration.limits
        let route = WebSocketRoute(gatekeeper: gatekeeper, jmap: ports.jmap, configuration: configuration, streams: streams)
        // Whoever starts the server reads one line, ours; the framework's own news is for debugging.
        var quiet = logger
        if quiet.logLevel == .info { quiet.logLevel = .notice }
        return Application(
            responder: FrontDoor(
                configuration: configuration, mounts: MountedPlugins(plugins: ports.plugins, limits: limits),
                inside: router(route).buildResponder()),
            server: HTTPServerBuilder { responder in
                LaneChannel(
                    HTTP1Channel(
                        responder: responder,
                        configuration: .init(
                            additionalChannelHandlers: [LingeringClose(), route.makeGate()], idleTimeout: .seconds(limits.idleSeconds),
                            httpDecoderConfiguration: .init(
                                maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 64 * 1024, maxHeaderFieldCount: 100))))
            },
            configuration: .init(address: address, serverName: nil),
            onServerRunning: { channel in await running(channel.localAddress?.port ?? 0) },
            logger: quiet)
    }

    /// The same as a service for whoever does not know Hummingbird.
    public func service(host: String, port: Int, logger: Logger, running: @escaping @Sendable (_ port: Int) async -> Void) -> any Service {
        application(address: .hostname(host, port: port), logger: logger, running: running)
    }

    private var signIn: SignIn { SignIn(people: ports.people, passwords: ports.passwords, limits: configuration.limits) }
    private var csrf: CSRFToken { CSRFToken(secret: configuration.secret) }
    private var gatekeeper: Gatekeeper { Gatekeeper(signIn: signIn, csrf: csrf) }

    private func router(_ socket: WebSocketRoute) -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        let limits = configuration.limits
        router.add(middleware: Problems())
        router.add(middleware: WebMethods(plugins: ports.plugins))
        router.add(middleware: gatekeeper)
        SessionRoutes(people: ports.people, setup: ports.setup, signIn: signIn, csrf: csrf, configuration: configuration).add(to: router)
        OnceRoutes(people: ports.people, signIn: signIn).add(to: router)
        AppPasswordRoutes(people: ports.people, limits: limits).add(to: router)
        AdminRoutes(people: ports.people, plugins: ports.plugins, limits: limits).add(to: router)
        PluginRoutes(plugins: ports.plugins, limits: limits).add(to: router)
        HealthRoute(people: ports.people, plugins: ports.plugins).add(to: router)
        JMAPRoutes(jmap: ports.jmap, limits: limits, streams: streams).add(to: router)
        socket.add(to: router)
        BodyRoutes(
            bodies: ports.bodies, jmap: ports.jmap, people: ports.people, links: SignedLink(secret: configuration.secret, clock: clock)
        )
        .add(to: router)
        AssetRoutes(folder: configuration.assets.flatMap(AssetFolder.init)).add(to: router)
        return router
    }
}
