import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { Avatar, Button, IconButton, toast } from "../../components/index.ts";
import { place } from "../../components/place.ts";
import { createCard } from "../../contacts/actions.ts";
import { entries } from "../../contacts/Card.ts";
import { contactsAccount, facePhoto, useFace } from "../../contacts/faces.ts";
import { cardTitle, firstPhone, isOrg, jobTitle, organization } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { showMail, writeTo } from "../../contacts/write.ts";
import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import type { EmailAddress } from "../../jmap/types.ts";
import { contactsPath, navigate } from "../../router.ts";
import { sentence } from "../../store/actions.ts";
import { isOrganisation, isOwn, personName } from "../names.ts";

/** The properties a card begins with when it is made from a sender. "Lindqvist, Nora" is read as the family's name first. */
export function cardOf(person: EmailAddress): Record<string, unknown> {
  const name = person.name?.trim() ?? "", turned = /^([^,]+),\s*([^,]+)$/.exec(name), words = (turned ? `${turned[2]} ${turned[1]}` : name).split(/\s+/).filter(Boolean);
  const components = words.length > 1 ? [{ kind: "given", value: words.slice(0, -1).join(" ") }, { kind: "surname", value: words.at(-1)! }] : words.map((value) => ({ kind: "given", value }));
  const company = isOrganisation(person);
  return {
    kind: company ? "org" : "individual", ...(words.length ? (company ? { name: { full: name }, organizations: { org: { name } } } : { name: { full: words.join(" "), components } }) : {}), emails: { email: { address: person.email } },
  };
}

/** A person beside the mail: who they are, and what can be done with them. It goes when the pointer or the focus leaves. */
export default function PersonPop({ person, anchor, pressed, onClose }: { person: EmailAddress; anchor: HTMLElement; pressed: boolean; onClose: () => void }) {
  const box = useRef<HTMLDivElement>(null), card = useFace(person.email), [keeps, setKeeps] = useState<boolean | null>(null), [busy, setBusy] = useState(false);
  const away = useRef(0), close = useRef(onClose);
  close.current = onClose;
  useEffect(() => void contactsAccount().then((id) => setKeeps(id !== ""), () => setKeeps(false)), []);
  useLayoutEffect(() => {
    const el = box.current!, at = place(anchor.getBoundingClientRect(), { width: el.offsetWidth, height: el.offsetHeight }, "below-start");
    el.style.left = `${at.left}px`;
    el.style.top = `${at.top}px`;
  });
  useEffect(() => {
    if (pressed) box.current?.focus({ preventScroll: true });
  }, [pressed]);
  useEffect(() => {
    const inside = (event: Event) => event.target instanceof Node && (box.current?.contains(event.target) || anchor.contains(event.target));
    const down = (event: Event) => inside(event) || close.current();
    const over = (event: Event) => {
      clearTimeout(away.current);
      if (!pressed && !inside(event)) away.current = setTimeout(() => close.current(), 260) as unknown as number;
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      close.current();
      if (pressed) anchor.focus({ preventScroll: true });
    };
    const gone = () => close.current();
    addEventListener("pointerdown", down, true);
    addEventListener("pointerover", over);
    addEventListener("keydown", key, true);
    addEventListener("resize", gone);
    document.addEventListener("scroll", gone, { capture: true, passive: true });
    return () => {
      clearTimeout(away.current);
      removeEventListener("pointerdown", down, true);
      removeEventListener("pointerover", over);
      removeEventListener("keydown", key, true);
      removeEventListener("resize", gone);
      document.removeEventListener("scroll", gone, { capture: true });
    };
  }, [anchor, pressed]);

  const name = (card && cardTitle(card)) || personName(person), others = card ? entries(card.emails).map(([, e]) => e.address).filter((a) => a.toLowerCase() !== person.email.toLowerCase()) : [];
  const work = card ? [jobTitle(card), organization(card)].filter((w) => w && w !== name).join(", ") : "", phone = card ? firstPhone(card) : "";
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  const add = async () => {
    setBusy(true);
    try {
      await contacts.start();
      const book = contacts.books.get().find((b) => b.isDefault) ?? contacts.books.get()[0];
      const id = await createCard({ ...cardOf(person), addressBookIds: { [book?.id ?? ""]: true } }, { quiet: true });
      onClose();
      toast({ text: t("contacts.done.added", { name }), action: { label: t("person.more"), run: () => navigate(contactsPath("all", id)) } });
    } catch (error) {
      toast({ text: sentence(asFailure(error)), tone: "failure", action: { label: t("action.tryAgain"), run: () => void add() } });
    } finally {
      setBusy(false);
    }
  };
  return createPortal(
    <div ref={box} className="person-pop" role="dialog" aria-label={t("person.label", { name })} tabIndex={-1} data-card={card === undefined ? undefined : card ? "known" : "unknown"}>
      <header className="person-pop__head">
        <Avatar size="xl" name={name} address={person.email} org={card ? isOrg(card) : isOrganisation(person)} photo={facePhoto(card)} />
        <div>
          <p className="person-pop__name" dir="auto">{name}</p>
          {work && <p className="person-pop__work" dir="auto">{work}</p>}
          <p className="person-pop__address"><span dir="ltr">{person.email}</span><IconButton icon="copy" size="sm" label={t("person.copy")} onClick={() => void navigator.clipboard.writeText(person.email).then(() => toast({ text: t("contacts.copied") }))} /></p>
          {others.length > 0 && <p className="person-pop__more">{t("person.others")} <span dir="ltr">{others.join(", ")}</span></p>}
          {phone && <p className="person-pop__more"><a dir="ltr" href={`tel:${phone.replace(/^tel:/i, "").replace(/[^\d+*#,;]/g, "")}`}>{phone.replace(/^tel:/i, "")}</a></p>}
        </div>
      </header>
      <div className="btn-row">
        <Button size="sm" icon="mail" onClick={act(() => writeTo([{ name: name === person.email ? null : name, email: person.email }]))}>{t("contacts.write")}</Button>
        <Button size="sm" icon="mails" onClick={act(() => showMail([person.email, ...others]))}>{t("contacts.theirMail")}</Button>
        {keeps && card && <Button size="sm" icon="contact" onClick={act(() => navigate(contactsPath("all", card.id)))}>{t("person.open")}</Button>}
        {keeps && card === null && !isOwn(person) && <Button size="sm" icon="user-plus" busy={busy} onClick={() => void add()}>{t("person.add")}</Button>}
      </div>
    </div>,
    document.querySelector(".layers") ?? document.body,
  );
}
