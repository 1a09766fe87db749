/** Contacts in memory for work on the app: AddressBook and ContactCard as docs/contributors/api.md describes them, vCards in their simplest form. */
// deno-lint-ignore-file no-explicit-any
type Json = Record<string, any>;
let state = 1, next = 1;
const journal: { state: number; id: string; kind: "created" | "updated" | "destroyed" }[] = [];
const books: Json[] = [{ id: "c1", name: "Personal", sortOrder: 0, isDefault: true, isSubscribed: true, myRights: { mayRead: true, mayWrite: true, mayDelete: true } }, { id: "c2", name: "Halden Studio", sortOrder: 1, isDefault: false, isSubscribed: true, myRights: { mayRead: true, mayWrite: true, mayDelete: true } }];
const cards = new Map<string, Json>(), blobs = new Map<string, [string, string]>();
const NAMES = "Tomasz Wrona,Hanne Solberg,Priya Raman,Ingrid Aalto,Marek Novák,Amara Okafor,Elis Berg,Yusuf Demir,Lotte Brandt,Дмитрий Орлов,王 小明,نور الهاشمي,Chloé Dubois,Åsa Lund,Östen Ek,Zoë Quinn,Ben Hartley,Greta Lind,Noor Aziz,Oskar Bauer".split(",");
function add(card: Json): Json {
  const made = { id: `k${next++}`, uid: `urn:uuid:${crypto.randomUUID()}`, version: "1.0", "@type": "Card", created: "2026-10-01T08:00:00Z", updated: new Date().toISOString().replace(/\.\d+/, ""), ...card, etag: `"${crypto.randomUUID().slice(0, 8)}"` } as Json;
  cards.set(made.id, made);
  return made;
}
const photo = (hue: number) => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="hsl(${hue} 40% 55%)"/><circle cx="4" cy="3" r="1.5" fill="#fff8"/><path d="M1 8a3 3 0 0 1 6 0" fill="#fff8"/></svg>`)}`;
for (const [i, name] of NAMES.entries()) {
  const [given, surname] = name.split(" "), mail = `${["tomasz@wrona.example.org", "hanne@clinic.example.org", "priya@raman.example.org"][i] ?? `person${i}@example.org`}`;
  if (i % 3 === 0) blobs.set(`p${i}`, [decodeURIComponent(photo(i * 37).split(",").slice(1).join(",")), "image/svg+xml"]);
  add({
    addressBookIds: { [i % 4 === 3 ? "c2" : "c1"]: true }, kind: "individual", name: { full: name, components: [{ kind: "given", value: given }, ...(surname ? [{ kind: "surname", value: surname }] : [])] },
    emails: { e1: { address: mail, contexts: { work: true }, pref: 1 }, ...(i % 2 ? {} : { e2: { address: `private${i}@mail.example.org`, contexts: { private: true } } }) }, organizations: { o1: { name: i % 2 ? "Halden Studio" : "Wrona Timber", units: [{ name: "Structures" }] } },
    ...(i % 3 === 0 ? { media: { m1: { kind: "photo", blobId: `p${i}`, mediaType: "image/svg+xml" } } } : {}),
    ...(i === 0 ? {
      nicknames: { n1: { name: "Tomek" } }, titles: { t1: { name: "Head of production" }, t2: { name: "Buyer", kind: "role" } },
      phones: { p1: { number: "+48 22 555 01 23", features: { mobile: true }, pref: 1 }, p2: { number: "+48 22 555 01 00", features: { voice: true }, contexts: { work: true } } },
      addresses: { a1: { components: [{ kind: "name", value: "Leśna" }, { kind: "number", value: "14" }, { kind: "postcode", value: "05-077" }, { kind: "locality", value: "Warszawa" }, { kind: "country", value: "Poland" }], contexts: { work: true } } },
      onlineServices: { s1: { service: "Matrix", user: "@tomek:wrona.example.org" } }, links: { l1: { uri: "https://wrona.example.org/" } }, anniversaries: { d1: { kind: "birth", date: { "@type": "PartialDate", year: 1979, month: 4, day: 12 } } },
      notes: { n1: { note: "Holds lorries at the yard until the crane is booked.\nPrefers calls before ten." } }, keywords: { timber: true, "ferry terminal": true },
    } : {}),
  });
}
for (let i = 0; i < Number(Deno.env.get("CARDS") ?? 400); i++) {
  const given = ["Alva", "Bruno", "Carla", "David", "Emil", "Frida", "Gustav", "Hilda", "Ivar", "Jonna", "Kalle", "Leo", "Mira", "Nils", "Olga", "Petra", "Rut", "Sven", "Tove", "Ulla"][i % 20]!, surname = ["Ahlgren", "Boman", "Ceder", "Dahl", "Engström", "Falk", "Grahn"][i % 7]! + (i > 139 ? ` ${i}` : "");
  add({ addressBookIds: { c1: true }, name: { full: `${given} ${surname}`, components: [{ kind: "given", value: given }, { kind: "surname", value: surname }] }, emails: { e1: { address: `${given}.${i}@example.org`.toLowerCase() } } });
}
const all = [...cards.values()];
add({ addressBookIds: { c1: true }, kind: "group", name: { full: "Ferry terminal" }, members: Object.fromEntries(all.slice(0, 5).map((c) => [c.uid, true])) });
add({ addressBookIds: { c1: true }, kind: "individual", name: { full: "T. Wrona" }, emails: { e1: { address: "tomasz@wrona.example.org" } }, phones: { p1: { number: "+48 600 100 200" } } });

const text = (c: Json): string => JSON.stringify([c.name, c.emails, c.phones, c.organizations, c.nicknames, c.notes, c.addresses]).toLowerCase();
function matches(c: Json, f: Json | null | undefined): boolean {
  if (!f) return true;
  if (f.operator) {
    const hits = f.conditions.map((x: Json) => matches(c, x));
    return f.operator === "AND" ? hits.every(Boolean) : f.operator === "OR" ? hits.some(Boolean) : !hits.some(Boolean);
  }
  return Object.entries(f).every(([k, v]) =>
    k === "inAddressBook" ? c.addressBookIds[v] : k === "uid" ? c.uid === v : k === "kind" ? (c.kind ?? "individual") === v : k === "hasMember" ? c.members?.[v]
    : k === "email" ? JSON.stringify(c.emails ?? {}).toLowerCase().includes(v.toLowerCase()) : String(v).toLowerCase().split(/\s+/).every((w) => text(c).includes(w)));
}
const part = (c: Json, kind: string): string => c.name?.components?.find((x: Json) => x.kind === kind)?.value ?? c.name?.full ?? "";
function vcard(c: Json): string {
  return c.vCard ??= ["BEGIN:VCARD", "VERSION:4.0", `UID:${c.uid}`, `FN:${c.name?.full ?? ""}`, ...Object.values<Json>(c.emails ?? {}).map((e) => `EMAIL:${e.address}`), ...Object.values<Json>(c.phones ?? {}).map((e) => `TEL:${e.number}`), `X-DEV:${btoa(unescape(encodeURIComponent(JSON.stringify({ ...c, vCard: undefined }))))}`, "END:VCARD", ""].join("\r\n");
}
function read(one: string): Json | string {
  const dev = /^X-DEV:(.*)$/m.exec(one)?.[1];
  if (dev) return (({ id: _, etag: __, ...rest }) => rest)(JSON.parse(decodeURIComponent(escape(atob(dev)))));
  const name = /^FN[^:\r\n]*:(.*)$/m.exec(one)?.[1]?.trim(), uid = /^UID[^:]*:(.*)$/m.exec(one)?.[1]?.trim();
  if (!name) return "A card needs a name (FN).";
  const [given, ...rest] = name.split(" ");
  return { ...(uid ? { uid } : {}), name: { full: name, components: [{ kind: "given", value: given }, ...(rest.length ? [{ kind: "surname", value: rest.join(" ") }] : [])] }, emails: Object.fromEntries([...one.matchAll(/^EMAIL[^:\r\n]*:(.*)$/gm)].map((m, i) => [`e${i}`, { address: m[1]!.trim() }])), phones: Object.fromEntries([...one.matchAll(/^TEL[^:\r\n]*:(.*)$/gm)].map((m, i) => [`p${i}`, { number: m[1]!.trim() }])) };
}
const VENDOR = ["vCard", "resourceName", "etag", "size", "mailUse"];
const note = (id: string, kind: "created" | "updated" | "destroyed") => journal.push({ state, id, kind });
function touch(c: Json) {
  Object.assign(c, { etag: `"${crypto.randomUUID().slice(0, 8)}"`, updated: new Date().toISOString().replace(/\.\d+/, "") });
  delete c.vCard;
}
export function contactBlob(id: string): Response | null {
  const blob = blobs.get(id);
  return blob ? new Response(blob[0], { headers: { "Content-Type": blob[1] } }) : null;
}
/** Somebody else changes a card: `/dev/card?id=k1&name=New+name`. */
export function contactMethod(name: string, a: Json, push: (state: string) => void): [string, Json] | null {
  const get = (list: Json[], notFound: string[] = []): [string, Json] => [name, { accountId: a.accountId, state: `${state}`, list, notFound }];
  const out: Json = { accountId: a.accountId, oldState: `${state}`, created: {}, updated: {}, destroyed: [], notCreated: {}, notUpdated: {}, notDestroyed: {} };
  const done = (): [string, Json] => (push(`${state}`), [name, { ...out, newState: `${state}` }]);
  switch (name) {
    case "AddressBook/get": return get(books);
    case "AddressBook/set": {
      state++;
      for (const [key, given] of Object.entries<Json>(a.create ?? {})) {
        const made = { ...books[0], sortOrder: 5, ...given, id: `c${++next}`, isDefault: false };
        books.push(made);
        out.created[key] = { id: made.id };
      }
      for (const [id, patch] of Object.entries<Json>(a.update ?? {})) out.updated[id] = (Object.assign(books.find((b) => b.id === id)!, patch), null);
      for (const id of a.destroy ?? []) {
        for (const c of [...cards.values()]) if (c.addressBookIds[id] && (delete c.addressBookIds[id], !Object.keys(c.addressBookIds).length)) (cards.delete(c.id), note(c.id, "destroyed"));
        books.splice(books.findIndex((b) => b.id === id), 1);
        out.destroyed.push(id);
      }
      if (a.onSuccessSetIsDefault) for (const b of books) b.isDefault = b.id === a.onSuccessSetIsDefault;
      return done();
    }
    case "ContactCard/get": {
      const ids: string[] = a.ids ?? [...cards.keys()];
      return get(ids.flatMap((id) => {
        const c = cards.get(id);
        if (!c) return [];
        const full: Json = { ...c, vCard: undefined };
        for (const v of VENDOR) delete full[v];
        if (!a.properties) return [full];
        const more: Json = { vCard: vcard(c), resourceName: `${c.uid}.vcf`, etag: c.etag, size: vcard(c).length, mailUse: { sent: c.id === "k1" ? 12 : 0, lastSentAt: "2026-11-20T10:00:00Z" } };
        return [Object.fromEntries(["id", ...a.properties].map((p: string) => [p, VENDOR.includes(p) ? more[p] : full[p]]))];
      }), ids.filter((id) => !cards.has(id)));
    }
    case "ContactCard/query": {
      const by = (a.sort ?? [])[0]?.property === "name/surname" ? "surname" : "given";
      const ids = [...cards.values()].filter((c) => matches(c, a.filter)).sort((x, y) => part(x, by).localeCompare(part(y, by)) || x.id.localeCompare(y.id)).map((c) => c.id), position = a.position ?? 0;
      return [name, { accountId: a.accountId, queryState: `${state}`, canCalculateChanges: false, position, ids: ids.slice(position, position + (a.limit ?? 500)), total: ids.length }];
    }
    case "ContactCard/changes": {
      const mine = journal.filter((j) => j.state > Number(a.sinceState)), of = (kind: string) => [...new Set(mine.filter((j) => j.kind === kind).map((j) => j.id))];
      return [name, { accountId: a.accountId, oldState: a.sinceState, newState: `${state}`, hasMoreChanges: false, created: of("created"), updated: of("updated"), destroyed: of("destroyed") }];
    }
    case "ContactCard/set": {
      state++;
      for (const [key, given] of Object.entries<Json>(a.create ?? {})) {
        const body = given.vCard ? read(given.vCard) : given;
        if (typeof body === "string") {
          out.notCreated[key] = { type: "invalidProperties", properties: ["vCard"], description: body };
          continue;
        }
        const made = add({ ...body, addressBookIds: given.addressBookIds });
        note(made.id, "created");
        out.created[key] = { id: made.id, uid: made.uid };
      }
      for (const [id, { ifETag, ...patch }] of Object.entries<Json>(a.update ?? {})) {
        const c = cards.get(id);
        if (!c || (ifETag && ifETag !== c.etag)) {
          out.notUpdated[id] = { type: c ? "stateMismatch" : "notFound" };
          continue;
        }
        if (JSON.stringify(patch).includes("refuse")) {
          out.notUpdated[id] = { type: "forbidden", description: "The server keeps this address book read only." };
          continue;
        }
        if (patch.vCard) Object.assign(c, read(patch.vCard), { id });
        else for (const [k, v] of Object.entries(patch)) {
          const [property, inner] = k.split("/") as [string, string?];
          if (inner === undefined) v === null ? delete c[property] : (c[property] = v);
          else v === null ? delete c[property][inner] : ((c[property] ??= {})[inner] = v);
        }
        touch(c);
        note(id, "updated");
        out.updated[id] = null;
      }
      for (const id of a.destroy ?? []) if (cards.delete(id)) (note(id, "destroyed"), out.destroyed.push(id));
      return done();
    }
    case "ContactCard/import": {
      state++;
      const created: string[] = [], failed: Json[] = [];
      let line = 1;
      for (const [index, one] of String(a.vCards).split(/(?<=END:VCARD\r?\n)/i).entries()) {
        if (!one.trim()) continue;
        const body = read(one);
        if (typeof body === "string") failed.push({ index, line, description: body });
        else created.push(add({ ...body, addressBookIds: { [a.addressBookId]: true } }).id);
        line += one.split("\n").length - 1;
      }
      for (const id of created) note(id, "created");
      push(`${state}`);
      return [name, { accountId: a.accountId, created, updated: [], failed }];
    }
    case "ContactCard/export": {
      const id = `x${next++}`, list = a.ids ? a.ids.map((i: string) => cards.get(i)) : [...cards.values()].filter((c) => c.addressBookIds[a.addressBookId]);
      blobs.set(id, [list.filter(Boolean).map(vcard).join(""), "text/vcard"]);
      return [name, { blobId: id, size: blobs.get(id)![0].length }];
    }
    case "ContactCard/duplicates": {
      const seen = new Map<string, string[]>();
      for (const c of cards.values()) for (const e of Object.values<Json>(c.emails ?? {})) seen.set(e.address.toLowerCase(), [...(seen.get(e.address.toLowerCase()) ?? []), c.id]);
      return [name, { groups: [...seen.values()].filter((ids) => ids.length > 1).map((ids) => ({ ids, reason: "email" })) }];
    }
    case "ContactCard/merge": {
      state++;
      const into = cards.get(a.into)!;
      for (const id of a.ids) {
        if (id === a.into) continue;
        for (const p of ["emails", "phones", "addresses", "notes"]) for (const [k, v] of Object.entries<Json>(cards.get(id)?.[p] ?? {})) if (!JSON.stringify(into[p] ?? {}).includes(v.address ?? v.number ?? "\0")) (into[p] ??= {})[`${id}${k}`] = v;
        cards.delete(id);
        note(id, "destroyed");
      }
      touch(into);
      note(into.id, "updated");
      push(`${state}`);
      return [name, { card: into }];
    }
    default: return null;
  }
}
