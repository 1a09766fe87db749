import HTTPTypes
import HummingbirdTesting
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import Web

/// On which threads the requests of a connection are handled.
@Suite struct LaneTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()
    private static var isOnLoop: Bool { MultiThreadedEventLoopGroup.currentEventLoop != nil }

    @Test func onlyRequestsToPluginsStayOnTheLoop() async throws {
        let house = MemoryHouse()
        try await house.web().quiet.test(.live) { client in
            for uri in ["/health", "/dav/x", "/dav/x", "/dav/x", "/health", "/health", "/dav/x", "/dav/x"] {
                let answer = try await client.execute(uri: uri, method: .get)
                #expect(answer.status == .ok)
            }
        }
        // The first request to a plugin still begins where the one before it ended.
        #expect(house.state.withLockedValue { $0.onLoop } == [false, false, true, true, false, false, false, true])
    }

    @Test func aLaneGoesWhereItIsTold() async {
        let lane = Lane(loop)
        let places = await Task(executorPreference: lane) {
            var places = [Self.isOnLoop]
            lane.speedUp()
            for _ in 0..<10_000 where !Self.isOnLoop { await Task.yield() }
            places.append(Self.isOnLoop)
            await lane.slowDown()
            places.append(Self.isOnLoop)
            await lane.slowDown()
            return places + [Self.isOnLoop]
        }.value
        #expect(places == [false, true, false, false])
    }

    /// A change to an actor and back needs no other thread.
    @Test func jobsThatFollowEachOtherStayOnTheirThread() async {
        actor Counter {
            var count = 0
            func add() { count += 1 }
        }
        let (lane, counter) = (Lane(loop), Counter())
        lane.speedUp()
        let isStill = await Task(executorPreference: lane) {
            await Task.yield()
            let here = MultiThreadedEventLoopGroup.currentEventLoop === loop
            for _ in 0..<1000 { await counter.add() }
            return here && MultiThreadedEventLoopGroup.currentEventLoop === loop
        }.value
        #expect(isStill)
        #expect(await counter.count == 1000)
    }

    /// A task that never rests does not keep the loop from its other work, nor from ending it.
    @Test func theLoopHasItsTurnBetweenJobs() async throws {
        let lane = Lane(loop)
        lane.speedUp()
        let restless = Task(executorPreference: lane) { while !Task.isCancelled { await Task.yield() } }
        for _ in 0..<10 {
            let isThere = try await loop.submit { Self.isOnLoop }.get()
            #expect(isThere)
        }
        restless.cancel()
        await restless.value
    }

    /// Children of a task on the pool run beside each other: each waits until all are there.
    @Test func childrenRunBesideEachOther() async {
        let lane = Lane(loop)
        let there = NIOLockedValueBox(0)
        await Task(executorPreference: lane) {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        there.withLockedValue { $0 += 1 }
                        while there.withLockedValue({ $0 }) < 8 { await Task.yield() }
                    }
                }
            }
        }.value
        #expect(there.withLockedValue { $0 } == 8)
    }
}
