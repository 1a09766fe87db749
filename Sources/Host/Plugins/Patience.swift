/// How long a turn may take on a busy machine: time in which the process could have run, but others did, is not the plugin's.
struct Patience {
    /// A plugin that does not get to run has this many times as long, and no longer.
    static let most = 6

    /// What was seen at the last look.
    private var last = (age: 0.0, starved: 0.0)
    /// How long the process had starved when the turn that runs now was not running yet.
    private var before = 0.0

    /// Looks at the turn that runs now, by the seconds it has taken and the seconds the process has starved in all; whether it took too long.
    mutating func ends(turn age: Double, starved: Double, limit: Double) -> Bool {
        if age < last.age || last.age == 0 { before = last.starved }
        last = (age, starved)
        return age > limit * Double(Patience.most) || age - (starved - before) > limit
    }
}
