import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Avatar, registerIcons } from "../../components/index.ts";
import { facePhoto, useFace } from "../../contacts/faces.ts";
import { loadArea } from "../../i18n/index.ts";
import type { EmailAddress } from "../../jmap/types.ts";
import { loadStyles } from "../../styles/load.ts";
import { isOrganisation, personName } from "../names.ts";

const PersonPop = lazy(async () =>
  (await Promise.all([import("./PersonPop.tsx"), loadArea("contacts"), loadStyles(), import("../../../build/gen/icons-contacts.ts").then((m) => registerIcons(m.default))]))[0]
);
const REST = 600;

/** The avatar of who wrote, with the picture of their card. */
export function SenderFace({ person, size }: { person: EmailAddress; size?: "sm" }) {
  const card = useFace(person.email);
  return <Avatar {...(size ? { size } : {})} name={personName(person) || "?"} address={person.email} org={isOrganisation(person)} photo={facePhoto(card)} />;
}

/** Who wrote: resting on the name or pressing it shows the person. */
export function Sender({ person, name }: { person: EmailAddress; name: string }) {
  const [shown, show] = useState<"rest" | "press" | null>(null), button = useRef<HTMLButtonElement>(null), timer = useRef(0);
  const stop = () => clearTimeout(timer.current);
  useEffect(() => stop, []);
  if (!person.email) return <strong dir="auto">{name}</strong>;
  return (
    <>
      <button ref={button} type="button" className="message__person" aria-haspopup="dialog" aria-expanded={shown !== null}
        onClick={() => { stop(); show(shown === "press" ? null : "press"); }}
        onPointerEnter={(event) => {
          if (event.pointerType !== "mouse" || shown) return;
          timer.current = setTimeout(() => show("rest"), REST) as unknown as number;
        }}
        onPointerLeave={stop}>
        <strong dir="auto">{name}</strong><span className="message__address" dir="ltr">{person.email}</span>
      </button>
      {shown && button.current && <Suspense fallback={null}><PersonPop person={person} anchor={button.current} pressed={shown === "press"} onClose={() => show(null)} /></Suspense>}
    </>
  );
}
