public import Core

extension ID: SQLBindable { public var sql: SQLValue { .int(rawValue) } }
extension Timestamp: SQLBindable { public var sql: SQLValue { .int(milliseconds) } }
