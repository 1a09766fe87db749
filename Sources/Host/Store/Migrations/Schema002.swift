/// Blobs in pieces, so that no file is ever whole in memory.
enum Schema002 {
    static let statements: [String] = [
        """
        CREATE TABLE blob_pieces (
            blob_id BIGINT NOT NULL REFERENCES blobs(id) ON DELETE CASCADE, number BIGINT NOT NULL, bytes {blob} NOT NULL,
            PRIMARY KEY (blob_id, number))
        """,
        "INSERT INTO blob_pieces (blob_id, number, bytes) SELECT id, 0, bytes FROM blobs",
        "ALTER TABLE blobs DROP COLUMN bytes",
        // 0 while pieces still arrive: such a blob is nobody's yet.
        "ALTER TABLE blobs ADD COLUMN is_whole INTEGER NOT NULL DEFAULT 1",
    ]
}
