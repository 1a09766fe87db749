internal import HostCrypto

extension NewEmail {
    /// The identity of a message by what it is, for servers that give it none: Message-ID, size, and a hash of its header bytes. The same
    /// for a draft made here and for what a server gives back of it.
    public static func identityKey(messageID: String?, size: Int64, header: some Collection<UInt8>) -> String {
        var header = Array(header)
        while let last = header.last, last == 13 || last == 10 { header.removeLast() }
        let hash = Digest.sha256(header).prefix(12).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "mid:\(messageID ?? ""):\(size):\(hash)"
    }
}
