/// Character references of HTML for `HTMLScan`: numbers, and the names mail uses.
enum Entities {
    /// Decodes a reference at `&` into `out` and returns where text goes on; what is none is copied.
    static func decode(_ html: UnsafeBufferPointer<UInt8>, _ start: Int, into out: inout [UInt8]) -> Int {
        var at = start + 1
        if at < html.count, html[at] == 35 {
            at += 1
            var value: UInt32 = 0
            let hex = at < html.count && html[at] | 32 == 120
            if hex { at += 1 }
            let digits = at
            while at < html.count, at - digits < 8, let digit = digit(html[at], hex) {
                value = value &* (hex ? 16 : 10) &+ digit
                at += 1
            }
            guard at > digits else {
                out.append(38)
                return start + 1
            }
            if at < html.count, html[at] == 59 { at += 1 }
            append(windows[value] ?? value, &out)
            return at
        }
        var name: [UInt8] = []
        while at < html.count, name.count < 10, isLetter(html[at]) || (!name.isEmpty && html[at] >= 48 && html[at] <= 57) {
            name.append(html[at])
            at += 1
        }
        guard !name.isEmpty, let value = names[String(decoding: name, as: UTF8.self)] else {
            out.append(38)
            return start + 1
        }
        if at < html.count, html[at] == 59 { at += 1 }
        append(value, &out)
        return at
    }

    private static func digit(_ byte: UInt8, _ hex: Bool) -> UInt32? {
        switch byte {
        case 48...57: UInt32(byte - 48)
        case 97...102 where hex: UInt32(byte - 87)
        case 65...70 where hex: UInt32(byte - 55)
        default: nil
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 32) >= 97 && (byte | 32) <= 122 }

    private static func append(_ value: UInt32, _ out: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(value), value >= 32 || value == 9 || value == 10, value != 127 else {
            out.append(32)
            return
        }
        if value == 160 {
            out.append(32)
        } else {
            out.append(contentsOf: UTF8.encode(scalar)!)
        }
    }

    /// Numbers 128 to 159 mean Windows-1252 (HTML 13.2.5.80).
    private static let windows: [UInt32: UInt32] = [
        128: 0x20AC, 130: 0x201A, 131: 0x192, 132: 0x201E, 133: 0x2026, 134: 0x2020, 135: 0x2021, 136: 0x2C6, 137: 0x2030, 138: 0x160,
        139: 0x2039, 140: 0x152, 142: 0x17D, 145: 0x2018, 146: 0x2019, 147: 0x201C, 148: 0x201D, 149: 0x2022, 150: 0x2013, 151: 0x2014,
        152: 0x2DC, 153: 0x2122, 154: 0x161, 155: 0x203A, 156: 0x153, 158: 0x17E, 159: 0x178,
    ]

    private static let names: [String: UInt32] = {
        var table: [String: UInt32] = [
            "amp": 38, "AMP": 38, "lt": 60, "LT": 60, "gt": 62, "GT": 62, "quot": 34, "QUOT": 34, "apos": 39, "nbsp": 160, "shy": 0xAD,
            "ensp": 0x2002,
            "emsp": 0x2003, "thinsp": 0x2009, "zwnj": 0x200C, "zwj": 0x200D, "lrm": 0x200E, "rlm": 0x200F, "ndash": 0x2013, "mdash": 0x2014,
            "lsquo": 0x2018, "rsquo": 0x2019, "sbquo": 0x201A, "ldquo": 0x201C, "rdquo": 0x201D, "bdquo": 0x201E, "dagger": 0x2020,
            "Dagger": 0x2021, "bull": 0x2022, "hellip": 0x2026, "permil": 0x2030, "prime": 0x2032, "lsaquo": 0x2039, "rsaquo": 0x203A,
            "euro": 0x20AC, "trade": 0x2122, "larr": 0x2190, "uarr": 0x2191, "rarr": 0x2192, "darr": 0x2193, "harr": 0x2194,
            "minus": 0x2212,
            "ne": 0x2260, "le": 0x2264, "ge": 0x2265, "OElig": 0x152, "oelig": 0x153, "Scaron": 0x160, "scaron": 0x161, "Yuml": 0x178,
            "fnof": 0x192, "circ": 0x2C6, "tilde": 0x2DC, "infin": 0x221E, "zwsp": 0x200B, "check": 0x2713, "star": 0x2606, "num": 35,
            "excl": 33, "percnt": 37, "commat": 64, "colon": 58, "semi": 59, "period": 46, "comma": 44, "sol": 47, "lpar": 40, "rpar": 41,
        ]
        let latin =
            "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm "
            + "raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml "
            + "ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring "
            + "aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute "
            + "ucirc uuml yacute thorn yuml"
        for (offset, name) in latin.split(separator: " ").enumerated() { table[String(name)] = UInt32(161 + offset) }
        let greek =
            "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho . Sigma Tau Upsilon Phi Chi Psi Omega"
        for (offset, name) in greek.split(separator: " ").enumerated() where name != "." {
            table[String(name)] = UInt32(0x391 + offset)
            table[name.lowercased()] = UInt32(0x3B1 + offset)
        }
        return table
    }()
}
