import Testing

@testable import CardDAV

/// What is remembered between requests: texts by their tags, passwords by a keyed hash.
@Suite struct TextsTests {
    private func card(_ number: Int, tag: String = "a", size: Int = 100) -> Card {
        Card(
            member: Member(id: "c\(number)", name: "\(number).vcf", etag: tag, size: Int64(size), created: nil, changed: nil),
            text: Array(repeating: 65, count: size))
    }

    @Test func findsATextByItsTagAlone() {
        let texts = Texts()
        texts.keep("u1", [card(1), card(2)])
        #expect(texts.cards("u1", [card(1).member, card(3).member]).map { $0?.member.id } == ["c1", nil])
        #expect(texts.cards("u1", [card(1, tag: "b").member]) == [nil])
        #expect(texts.cards("u2", [card(1).member]) == [nil])
        texts.keep("u1", [card(1, tag: "b", size: 50)])
        #expect(texts.size == 150)
        #expect(texts.cards("u1", [card(1, tag: "b").member])[0]?.text.count == 50)
        texts.forget("u1")
        #expect(texts.size == 0)
    }

    @Test func keepsNoMoreThanThereIsRoomFor() {
        let texts = Texts(most: 1000)
        for user in 0..<5 { texts.keep("u\(user)", (0..<4).map { card($0) }) }
        #expect(texts.size == 800)
        #expect(texts.cards("u0", [card(0).member]) == [nil])
        #expect(texts.cards("u4", [card(0).member]) != [nil])
        // More than there is room for at once, and one that is too large by itself.
        texts.keep("u9", (0..<20).map { card($0) })
        #expect(texts.size <= 1000 && texts.cards("u9", [card(0).member]) == [nil])
        texts.keep("u8", [card(1, size: 40_000)])
        #expect(texts.size <= 1000 && texts.cards("u8", [card(1).member]) == [nil])
    }

    /// The vectors of its authors' reference code, with the key 00…0f and messages 00, 01, 02 …
    @Test(
        arguments: [
            (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"), (8, "3b62a9ba6258f5610f83e264f31497b4"),
            (15, "5493e99933b0a8117e08ec0f97cfc3d9"), (63, "5150d1772f50834a503e069a973fbd7c"),
        ] as [(Int, String)])
    func hashesLikeItsReference(_ count: Int, _ expected: String) {
        let key = SipHash.Key(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)
        let tag = SipHash.tag((0..<count).map { UInt8($0) }, key)
        #expect(tag.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == expected)
        #expect(SipHash.tag([1, 2, 3], SipHash.Key()) != SipHash.tag([1, 2, 3], SipHash.Key()))
    }
}
