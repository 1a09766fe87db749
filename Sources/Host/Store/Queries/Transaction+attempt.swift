import Core

extension Transaction {
    /// Runs a body so that, when it throws, its rows are as before and the transaction goes on.
    public func attempt<T>(_ body: () throws -> T) throws -> T {
        try sql.script("SAVEPOINT item")
        do {
            let value = try body()
            try sql.script("RELEASE SAVEPOINT item")
            return value
        } catch {
            try sql.script("ROLLBACK TO SAVEPOINT item")
            try sql.script("RELEASE SAVEPOINT item")
            throw error
        }
    }
}
