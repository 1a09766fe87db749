import Core
import Testing

@testable import IMAP

/// Sets, names, dates, roles: tables.
@Suite struct ValueTests {
    @Test(arguments: [
        ("INBOX", "INBOX"), ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("Entwürfe", "Entw&APw-rfe"), ("R&D", "R&-D"),
        ("&", "&-"), ("😀x", "&2D3eAA-x"),
        ("a&b&c", "a&-b&-c"), ("é&é", "&AOk-&-&AOk-"), ("", ""),
    ])
    func modifiedUTF7(_ text: String, _ wire: String) {
        #expect(ModifiedUTF7.encode(text) == wire)
        #expect(ModifiedUTF7.decode(wire) == text)
    }

    @Test(arguments: ["&", "&AO", "&AOk", "&A-", "&2D0-", "&AOkA-", "&é-", "a&b"]) func brokenNamesStayAsTheyCame(_ wire: String) {
        #expect(ModifiedUTF7.decode(wire) == nil)
        #expect(MailboxName(wire: wire).text == wire && MailboxName(wire: wire).wire == wire)
    }

    @Test func names() {
        #expect(
            MailboxName(wire: "inBox") == .inbox && MailboxName("Entwürfe").wire == "Entw&APw-rfe"
                && MailboxName("../../etc").wire == "../../etc")
        #expect(MailboxName("A/ü").path(delimiter: "/") == ["A", "ü"] && MailboxName("A").child("é", delimiter: ".").text == "A.é")
    }

    @Test func sets() {
        let set: UIDSet = [UID(5), UID(1), UID(2), UID(3), UID(5)]
        #expect(set.description == "1:3,5" && set.count == 4 && Array(set).map(\.rawValue) == [1, 2, 3, 5])
        #expect(set.contains(UID(2)) && !set.contains(UID(4)) && !UIDSet().contains(UID(1)))
        #expect(set.subtracting([UID(2), UID(5), UID(9)]).description == "1,3")
        #expect(UIDSet(UID(1)...UID(10)).subtracting(UIDSet(ranges: [1...2, 4...5, 10...12])).description == "3,6:9")
        #expect(set.union([UID(4)]).description == "1:5" && set.first == UID(1) && set.last == UID(5))
        #expect(UIDSet(ranges: [5...9, 1...6]).description == "1:9")
        #expect(UIDSet(UID(1)...UID(10)).chunksDescending(of: 4).map(\.description) == ["7:10", "3:6", "1:2"])
        #expect(UIDSet(ranges: [1...2, 5...5, 8...9]).chunksDescending(of: 2).map(\.description) == ["8:9", "2,5", "1"])
        var grown = UIDSet()
        for uid in [3, 4, 9, 1, 4] { grown.insert(UID(Int64(uid))) }
        #expect(grown.description == "1,3:4,9")
    }

    @Test(arguments: [
        ("17-Jul-1996 02:44:25 -0700", 837_596_665), (" 1-Jan-1970 00:00:00 +0000", 0), ("01-feb-2026 12:00:00 +0530", 1_769_927_400),
        ("1-Jan-1970 00:00:01", 1),
    ])
    func dates(_ text: String, _ seconds: Int64) {
        #expect(InternalDate.time(Array(text.utf8)) == Timestamp(milliseconds: seconds * 1000))
    }

    @Test(arguments: [
        "", "x", "1-Foo-2026 00:00:00 +0000", "99-Jan-2026 00:00:00 +0000", "1-Jan-99999 00:00:00 +0000", "1-Jan-2026 24:00:00 +0000",
        "1-Jan-2026 00:00:00 +00", "1-Jan-2026",
    ])
    func notDates(_ text: String) { #expect(InternalDate.time(Array(text.utf8)) == nil) }

    @Test func datesOut() {
        let time = Timestamp(milliseconds: 1_769_927_400_000)
        #expect(InternalDate.text(time) == "01-Feb-2026 06:30:00 +0000" && InternalDate.time(Array(InternalDate.text(time).utf8)) == time)
        #expect(InternalDate.day(Timestamp(milliseconds: 0)) == "01-Jan-1970")
    }

    @Test func sequenceMap() {
        var map = SequenceMap()
        for number in 1...4 { map.learn(SequenceNumber(Int64(number)), UID(Int64(number * 10)), exists: 4) }
        map.learn(SequenceNumber(4_000_000_000), UID(1), exists: .max)
        #expect(
            map.expunge(SequenceNumber(2)) == UID(20) && map.expunge(SequenceNumber(2)) == UID(30) && map.expunge(SequenceNumber(9)) == nil)
        #expect(map.expunge(SequenceNumber(2)) == UID(40) && map.expunge(SequenceNumber(2)) == nil)
    }

    @Test func hostileCopyUID() {
        #expect(CopyResult(.copyUID(UIDValidity(1), from: [1...Int64.max], to: [1...Int64.max])) == nil)
        #expect(CopyResult(.copyUID(UIDValidity(1), from: [1...3], to: [1...2])) == nil)
        #expect(
            CopyResult(.copyUID(UIDValidity(1), from: [7...7, 3...4], to: [1...3]))?.uids == [
                UID(7): UID(1), UID(3): UID(2), UID(4): UID(3),
            ])
    }
}
