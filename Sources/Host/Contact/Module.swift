// Contact: vCards (RFC 2426, RFC 6350, and 2.1 as it is found) and JSContact cards (RFC 9553), and the way between them (RFC 9555).
// Depends on Core only. Pure: no I/O, no store, no protocol; hostile input ends in a `VCardFault` with the number of the line.
//
//     let card = try VCard(bytes)                   one vCard; `card.bytes` gives back exactly what was read
//     VCard.all(in: bytes)                          every vCard of a file, each read or with its fault
//     CardReading(card).json                        the JSContact card
//     try card.applying(json)                       the vCard with what differs changed: other lines keep their bytes
//     card.written(as: .v30)                        the card in another version, for an export
//     CardFacts(card)                               what lists, searches and suggestions need of it
