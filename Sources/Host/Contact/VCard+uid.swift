extension VCard {
    /// The card with another UID.
    public func called(_ uid: String) -> VCard {
        var out = self
        for index in out.lines.indices where out.lines[index].name == "UID" { out.lines[index].value = LineText.escaped(uid) }
        return out
    }
}
