import Core
import HostCrypto
import Store
import Web

extension People {
    /// Users, sessions, app passwords, counters and policy in the database.
    static func store(_ store: Store) -> People {
        @Sendable func person(_ user: User) -> Person {
            Person(id: user.id, username: user.username, displayName: user.displayName, admin: user.isAdmin)
        }
        return People(
            isEmpty: { () async throws(Failure) in try await store.read { db throws(Failure) in try UserTable.count(db) == 0 } },
            person: { id async throws(Failure) in try await store.read { db throws(Failure) in try UserTable.get(db, id) }.map(person) },
            credentials: { name async throws(Failure) in
                try await store.read { db throws(Failure) in
                    guard let user = try UserTable.find(db, username: name), let hash = try UserTable.passwordHash(db, user.id) else {
                        return nil
                    }
                    return (person(user), hash)
                }
            },
            add: { name, hash, first async throws(Failure) in
                let id = try await store.write { transaction throws(Failure) in
                    try UserTable.add(transaction, username: name, passwordHash: hash, isAdmin: first, onlyFirst: first)
                }
                return Person(id: id, username: name, displayName: name, admin: first)
            },
            setPassword: { id, hash, keep async throws(Failure) in
                try await store.write { transaction throws(Failure) in
                    try UserTable.setPassword(transaction, id, hash: hash, keepSession: keep)
                }
            },
            session: { token async throws(Failure) in
                let now = store.clock.now()
                return try await store.read { db throws(Failure) in try SessionTable.find(db, token: token, now: now) }
                    .map { BrowserSession(id: $0.tokenHash, user: $0.user) }
            },
            beginSession: { user, address, agent async throws(Failure) in
                try await store.write { transaction throws(Failure) in
                    try SessionTable.begin(transaction, user: user, address: address, agent: agent).token
                }
            },
            endSession: { id async throws(Failure) in
                try await store.write { transaction throws(Failure) in try SessionTable.end(transaction, tokenHash: id) }
            },
            takeSignIn: { token async throws(Failure) in
                try await store.write { transaction throws(Failure) in try UserLinkTable.take(transaction, token: token) }
            },
            appPasswords: { user async throws(Failure) in
                try await store.read { db throws(Failure) in try AppPasswordTable.all(db, user: user) }
                    .map { ClientPassword(id: String($0.id), name: $0.name, createdAt: $0.createdAt, lastUsedAt: $0.lastUsedAt) }
            },
            addAppPassword: { user, name async throws(Failure) in
                let made = try await store.write { transaction throws(Failure) in
                    try AppPasswordTable.add(transaction, user: user, name: name)
                }
                return (String(made.id), made.secret)
            },
            removeAppPassword: { user, id async throws(Failure) in
                guard let number = Int64(id) else { throw Failure(.notFound, "app password id") }
                try await store.write { transaction throws(Failure) in try AppPasswordTable.remove(transaction, user: user, number) }
            },
            ownerOfAppPassword: { secret async throws(Failure) in
                let found = try await store.read { db throws(Failure) -> (AppPassword, User)? in
                    guard let entry = try AppPasswordTable.find(db, secret: secret), let user = try UserTable.get(db, entry.user) else {
                        return nil
                    }
                    return (entry, user)
                }
                guard let (entry, user) = found else { return nil }
                if entry.lastUsedAt.map({ $0 < store.clock.now().adding(seconds: -60) }) ?? true {
                    try await store.write(.process) { transaction throws(Failure) in try AppPasswordTable.used(transaction, entry.id) }
                }
                return person(user)
            },
            attempt: { bucket, limit, window async throws(Failure) in
                try await store.write(.process) { transaction throws(Failure) in
                    try RateLimitTable.hit(transaction, name: bucket, limit: limit, window: window)
                }
            },
            forgive: { bucket async throws(Failure) in
                try await store.write(.process) { transaction throws(Failure) in try RateLimitTable.takeBack(transaction, name: bucket) }
            },
            policy: { () async throws(Failure) in
                try await store.read { db throws(Failure) in
                    Policy(registrationOpen: try SettingTable.isRegistrationOpen(db), connections: try SettingTable.policy(db))
                }
            },
            setPolicy: { policy async throws(Failure) in
                try await store.write { transaction throws(Failure) in
                    try SettingTable.set(transaction, "registration", policy.registrationOpen ? "open" : "closed")
                    try SettingTable.setPolicy(transaction, policy.connections)
                }
            })
    }
}
