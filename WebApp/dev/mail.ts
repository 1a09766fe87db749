/** Made-up mail for work on the app: three accounts, thousands of conversations, deterministic. */
export interface Mail {
  id: string; accountId: string; threadId: string; mailboxIds: Record<string, true>; keywords: Record<string, true>;
  from: { name: string | null; email: string }[]; to: { name: string | null; email: string }[]; cc: { name: string | null; email: string }[];
  subject: string; receivedAt: string; preview: string; size: number; hasAttachment: boolean; html: string | null; text: string; unsubscribe: boolean;
  attachments: { name: string; type: string; size: number }[];
}
export interface Box { id: string; accountId: string; name: string; parentId: string | null; role: string | null; sortOrder: number }

let seed = 42;
const random = () => ((seed = Math.imul(seed, 1664525) + 1013904223 >>> 0) / 2 ** 32);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

export const accounts = [
  { id: "a1", name: "Halden Studio", senderName: "Nora Lindqvist", email: "nora@halden.example.org", hue: "blue", sortOrder: 1, state: "ok", message: "" },
  { id: "a2", name: "Personal", senderName: "Nora Lindqvist", email: "nora.l@mail.example.org", hue: "red", sortOrder: 2, state: "syncing", message: "" },
  { id: "a3", name: "Eastfield Allotments", senderName: "Nora, plot 14", email: "plots@eastfield.example.org", hue: "green", sortOrder: 3, state: "ok", message: "" },
  { id: "a4", name: "Old Gmail", senderName: "Nora", email: "nora.old@old.example.org", hue: "violet", sortOrder: 4, state: "needsSignIn", message: "Old Gmail has not been read since Monday. The server wants you to sign in again." },
];
export const boxes: Box[] = [];
const ROLES: [string, string, number][] = [["Inbox", "inbox", 1], ["Drafts", "drafts", 2], ["Sent", "sent", 3], ["Archive", "archive", 4], ["Spam", "junk", 8], ["Bin", "trash", 9]];
let nextBox = 1;
for (const a of accounts) {
  for (const [name, role, sortOrder] of ROLES) boxes.push({ id: `m${nextBox++}`, accountId: a.id, name, parentId: null, role, sortOrder });
  if (a.id === "a1") {
    const work = `m${nextBox}`;
    for (const [name, parentId] of [["Ferry terminal", null], ["Boathouse", null], ["Site photos", work], ["Quantities", work]] as const) boxes.push({ id: `m${nextBox++}`, accountId: a.id, name, parentId, role: null, sortOrder: 6 });
  }
  if (a.id === "a3") for (const name of ["Committee", "Seeds", "Ледник"]) boxes.push({ id: `m${nextBox++}`, accountId: a.id, name, parentId: null, role: null, sortOrder: 6 });
}
export const boxOf = (accountId: string, role: string) => boxes.find((b) => b.accountId === accountId && b.role === role)!;

const PEOPLE: [string, string][] = [
  ["Tomasz Wrona", "tomasz@wrona.example.org"], ["Hanne Solberg", "hanne@clinic.example.org"], ["Priya Raman", "priya@raman.example.org"], ["Ingrid Aalto", "ingrid@eastfield.example.org"],
  ["Marek Novák", "marek@glulam.example.org"], ["Northline Rail", "tickets@northline.example.org"], ["Amara Okafor", "amara@council.example.org"], ["Elis Berg", "elis@berg.example.org"],
  ["Yusuf Demir", "yusuf@demir.example.org"], ["Lotte Brandt", "lotte@brandt.example.org"], ["Дмитрий Орлов", "dmitri@orlov.example.org"], ["王小明", "wang@xm.example.org"],
  ["نور الهاشمي", "noor@hashimi.example.org"], ["Harbour Permits Office", "permits@harbour.example.org"], ["Seed Exchange Weekly", "news@seeds.example.org"], ["Chloé Dubois", "chloe@dubois.example.org"],
];
const SUBJECTS = [
  "Ferry terminal roof: revised truss schedule", "Your blood test results", "Invoice 2026-114, boathouse survey", "Frost tonight, cover the water meter", "Glulam delivery slot, week 48", "Your seats to Gothenburg, 19 November",
  "Planning comments on the west elevation", "Keys", "Old photos from Trabzon", "Structural calc, boathouse: two questions", "Mooring permit 4471 granted", "Смета на ледник, вторая версия", "关于周五的会议", "صور من الموقع", "Réunion de chantier jeudi",
  "Spring cards 2026", "Contract for signature", "Sunday lunch", "This week: broad beans, garlic and a swap table", "Water meter reading",
];
const LINES = [
  "Node 7 moves 40 mm east so the bottom chord clears the duct at +6.850. Everything else in revision B holds, including the bearing plates at grid C.",
  "Nothing to worry about. Ferritin is a little low, so I would like to repeat it in three months.", "Attached. The site visit on the 3rd is included and mileage is on the second page.",
  "Minus four by six in the morning. There is sacking in the shed by plot 9, and somebody has to drain the tap.", "Tuesday works if the crane is booked before ten. I will hold the lorry at the yard until you say so.",
  "Coach 6, seats 41 and 42, window and aisle.", "They want the cladding line drawn at 1:20 before the committee meets.", "Left them with the neighbour in 4B. She is home most evenings.",
  "On page 9 you use 3.2 kN/m² for snow. The annex says 3.5 here, is that deliberate?", "Смета готова, посмотрите вторую страницу.", "会议改到下午三点。", "أرسلت الصور في المرفقات.", "Le maître d'ouvrage confirme jeudi à 9 h.",
];
const FILES: [string, string, number][] = [["truss-schedule-rev-c.pdf", "application/pdf", 1_800_000], ["node-7-on-site.jpg", "image/jpeg", 2_100_000], ["quantities.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 84_000]];

const table = `<table border="0" cellpadding="6"><tr><th align=left>Truss</th><th align=left>Bottom chord</th><th align=left>Camber</th></tr><tr><td>T1, T2</td><td>200 × 90</td><td>15 mm</td></tr><tr><td>T3 to T5</td><td>220 × 90</td><td>18 mm</td></tr></table>`;

export function makeMail(count: number, now = Date.now()): Mail[] {
  const out: Mail[] = [];
  let id = 1, thread = 1, at = now - 20 * 60_000;
  while (out.length < count) {
    const account = thread === 1 ? accounts[0]! : pick(accounts.slice(0, 3)), person = thread === 1 ? PEOPLE[0]! : pick(PEOPLE);
    const subject = thread === 1 ? SUBJECTS[0]! : pick(SUBJECTS), n = thread === 1 ? 5 : random() < 0.7 ? 1 : 2 + Math.floor(random() * 4);
    const folder = thread < 40 || random() < 0.55 ? boxOf(account.id, "inbox") : pick(boxes.filter((b) => b.accountId === account.id && !["drafts", "sent"].includes(b.role ?? "")));
    const unread = thread > 1 && random() < (thread < 60 ? 0.4 : 0.06), starred = random() < 0.08 || thread === 1;
    for (let i = n - 1; i >= 0; i--) {
      const own = i % 3 === 2, when = at - i * 3_600_000 * (1 + random() * 4);
      const who = i % 2 === 1 && thread === 1 ? PEOPLE[2]! : person;
      const line = thread === 1 && i === 0 ? LINES[0]! : pick(LINES), newsletter = who[0] === "Seed Exchange Weekly" || (thread === 1 && i === 0);
      const files = thread === 1 && i === 0 ? FILES : random() < 0.15 ? [pick(FILES)] : [];
      const html = random() < 0.25 && thread > 1 ? null : `<div><p>Hi Nora,</p><p>${line}</p>${thread === 1 && i === 0 ? table + '<p><img src="https://images.example.org/node7.png" width=480 height=200 alt="Node 7"></p>' : ""}<p>If you confirm by Friday noon they all leave on one lorry. <a href="https://example.org/model">The model</a> is up to date.</p><p>Best,<br>${who[0].split(" ")[0]}</p>${i < n - 1 ? `<div class="mf-gmail_quote"><div>On Monday ${own ? who[0] : "Nora"} wrote:</div><blockquote type="cite"><p>${pick(LINES)}</p><p>${pick(LINES)}</p></blockquote></div>` : ""}</div>`;
      const text = `Hi Nora,\n\n${line}\n\nMore at https://example.org/model\n\nBest,\n${who[0].split(" ")[0]}${i < n - 1 ? `\n\nOn Monday Nora wrote:\n> ${pick(LINES)}\n> ${pick(LINES)}` : ""}`;
      const me = { name: account.senderName, email: account.email };
      out.push({
        id: `e${id++}`, accountId: account.id, threadId: `t${thread}`, mailboxIds: { [own ? boxOf(account.id, "sent").id : folder.id]: true },
        keywords: { ...(unread && i === 0 ? {} : { $seen: true as const }), ...(starred && i === 0 ? { $flagged: true as const } : {}) },
        from: [own ? me : { name: who[0], email: who[1] }], to: [own ? { name: who[0], email: who[1] } : me], cc: thread === 1 ? [{ name: "Priya Raman", email: "priya@raman.example.org" }] : [],
        subject: i < n - 1 ? `Re: ${subject}` : subject, receivedAt: new Date(when).toISOString().replace(/\.\d+Z/, "Z"), preview: line, size: 4000 + files.reduce((s, f) => s + f[2], 0),
        hasAttachment: files.length > 0, html, text, unsubscribe: newsletter, attachments: files.map(([name, type, size]) => ({ name, type, size })),
      });
    }
    at -= (thread < 30 ? 50 : 12 + random() * 60) * 60_000;
    thread++;
  }
  return out;
}
