/// One numbered step of the schema. Steps are only ever appended.
struct Migration: Sendable {
    let number: Int64
    let name: String
    let statements: @Sendable (Dialect) -> [String]

    static let all: [Migration] = [
        Migration(number: 1, name: "the first schema") { dialect in Schema001.statements + SearchSchema.statements(dialect) },
        Migration(number: 2, name: "blobs in pieces") { _ in Schema002.statements },
        Migration(number: 3, name: "contacts") { _ in Schema003.statements },
        Migration(number: 4, name: "events, jobs and cursors of plugins") { _ in Schema004.statements },
        Migration(number: 5, name: "plugins' settings and links to people elsewhere") { _ in Schema005.statements },
    ]
}
