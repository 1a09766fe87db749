import Core
import HostCrypto
import Testing

@Suite struct SealingTests {
    @Test func anEnvelopeOpensWithItsKeyAndPurposeOnly() throws {
        let old = [UInt8](repeating: 1, count: 32)
        let new = [UInt8](repeating: 2, count: 32)
        let sealed = try SecretBox(keys: [old]).seal(Array("hush".utf8), for: "imap a1")
        let rotated = try SecretBox(keys: [new, old])
        #expect(try rotated.open(sealed, for: "imap a1") == Array("hush".utf8))
        #expect(!rotated.isCurrent(sealed))
        #expect(throws: Failure.self) { try rotated.open(sealed, for: "imap a2") }
        #expect(throws: Failure.self) { try SecretBox(keys: [new]).open(sealed, for: "imap a1") }
    }

    @Test func everyChangedByteIsNoticed() throws {
        let box = try SecretBox(keys: [[UInt8](repeating: 3, count: 32)])
        let sealed = box.seal([1, 2, 3], for: "x")
        for at in sealed.indices {
            var broken = sealed
            broken[at] ^= 1
            #expect(throws: Failure.self) { try box.open(broken, for: "x") }
        }
        for count in sealed.indices { #expect(throws: Failure.self) { try box.open(Array(sealed.prefix(count)), for: "x") } }
    }

    @Test func passwordsOfAnyLengthCount() {
        let long = String(repeating: "ä", count: 60)
        let hash = PasswordHash.hash(long + "1", cost: 4)
        #expect(PasswordHash.verify(long + "1", hash))
        #expect(!PasswordHash.verify(long + "2", hash))
        #expect(!PasswordHash.verify("", ""))
        #expect(PasswordHash.hash("x").hasPrefix("$2b$12$"))
    }

    @Test func knownAnswers() {
        #expect(Digest.hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.hmac(key: Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)).prefix(4) == [0x5b, 0xdc, 0xc1, 0x46])
    }
}
