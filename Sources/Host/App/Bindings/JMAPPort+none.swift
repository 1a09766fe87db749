import Core
import Web

extension JMAPPort {
    static var none: JMAPPort {
        JMAPPort(
            session: { _ throws(Failure) in throw Failure(.unsupported, "no JMAP") }, call: { _, _ throws(Failure) in throw Failure(.unsupported, "no JMAP") },
            upload: { _, _, _, _ throws(Failure) in throw Failure(.unsupported, "no JMAP") },
            download: { _, _, _ throws(Failure) in throw Failure(.unsupported, "no JMAP") }, states: { _ throws(Failure) in [:] },
            changes: { _ in AsyncStream { $0.finish() } })
    }
}

extension MailBodies {
    static var none: MailBodies {
        MailBodies(
            body: { _, _, _ throws(Failure) in throw Failure(.unsupported, "no bodies") },
            picture: { _, _ throws(Failure) in throw Failure(.unsupported, "no pictures") })
    }
}
