import { useEffect, useRef, useState } from "react";
import { Avatar, Button, Dialog, Progress } from "../../components/index.ts";
import { asFailure } from "../../failure.ts";
import { fileSize } from "../../i18n/dates.ts";
import { t } from "../../i18n/index.ts";
import { jmap } from "../../jmap/index.ts";
import { sentence } from "../../store/actions.ts";
import type { Card } from "../../contacts/Card.ts";
import { type Crop, moved, PHOTO_BYTES, squareOf, TRIES } from "../../contacts/crop.ts";
import type { Photo } from "../../contacts/form.ts";
import { firstEmail } from "../../contacts/names.ts";
import { contacts } from "../../contacts/store.ts";
import { photoUrl } from "../../contacts/photo.ts";

const MOST = 25_000_000;

/** The picture of a card: chosen from a file, cut square, made small, sent at once; kept when the form is saved. */
export function PhotoField({ card, photo, name, onChange, onBusy }: { card: Card | null; photo: Photo; name: string; onChange: (photo: Photo) => void; onBusy: (by: 1 | -1) => void }) {
  const file = useRef<HTMLInputElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null), [wrong, setWrong] = useState<string | null>(null), [sent, setSent] = useState<number | null>(null), [shown, setShown] = useState("");
  useEffect(() => () => {
    if (shown) URL.revokeObjectURL(shown);
  }, [shown]);
  const has = photo === undefined ? photoUrl(contacts.account, card?.media) : photo ? shown || photoUrl(contacts.account, { photo: { kind: "photo", ...photo } }) : "";
  const choose = async (chosen: File | undefined) => {
    setWrong(null);
    if (!chosen) return;
    if (chosen.size > MOST) return setWrong(t("contacts.photo.tooLarge", { size: fileSize(MOST) }));
    try {
      setPicture(await createImageBitmap(chosen));
    } catch {
      setWrong(t("contacts.photo.notOne"));
    }
  };
  const send = async (bytes: Blob) => {
    setPicture(null);
    setSent(0);
    onBusy(1);
    try {
      const { blobId } = await jmap.upload(contacts.account, bytes, setSent);
      setShown(URL.createObjectURL(bytes));
      onChange({ blobId, mediaType: bytes.type });
    } catch (error) {
      setWrong(sentence(asFailure(error)));
    } finally {
      setSent(null);
      onBusy(-1);
    }
  };
  return (
    <div className="photo-field">
      <Avatar size="xl" name={name} address={card ? firstEmail(card) || card.uid : name} photo={has} key={has} />
      <div className="photo-field__side">
        <div className="btn-row">
          <Button size="sm" icon="camera" onClick={() => file.current?.click()}>{t(has ? "contacts.photo.change" : "contacts.photo.add")}</Button>
          {has && <Button size="sm" variant="quiet" onClick={() => { setShown(""); onChange(photo && !photoUrl(contacts.account, card?.media) ? undefined : null); }}>{t("contacts.photo.remove")}</Button>}
        </div>
        {sent !== null && <Progress label={t("contacts.photo.sending")} done={sent} />}
        {wrong && <p className="field__error" role="alert">{wrong}</p>}
      </div>
      <input ref={file} type="file" accept="image/*" hidden aria-label={t("contacts.photo")} onChange={(event) => { void choose(event.target.files?.[0]); event.target.value = ""; }} />
      {picture && <CropDialog picture={picture} onClose={() => setPicture(null)} onDone={(bytes) => void send(bytes)} />}
    </div>
  );
}

const VIEW = 320;

function CropDialog({ picture, onDone, onClose }: { picture: ImageBitmap; onDone: (bytes: Blob) => void; onClose: () => void }) {
  const canvas = useRef<HTMLCanvasElement>(null), from = useRef<{ x: number; y: number } | null>(null);
  const [crop, setCrop] = useState<Crop>({ x: picture.width / 2, y: picture.height / 2, zoom: 1 }), [busy, setBusy] = useState(false);
  useEffect(() => {
    const { left, top, side } = squareOf(crop, picture.width, picture.height), context = canvas.current?.getContext("2d");
    context?.clearRect(0, 0, VIEW * 2, VIEW * 2);
    context?.drawImage(picture, left, top, side, side, 0, 0, VIEW * 2, VIEW * 2);
  }, [crop, picture]);
  const by = (dx: number, dy: number) => setCrop((old) => moved(old, dx, dy, picture.width, picture.height));
  const done = async () => {
    setBusy(true);
    const { left, top, side } = squareOf(crop, picture.width, picture.height);
    for (const [size, quality] of TRIES) {
      const out = document.createElement("canvas");
      out.width = out.height = Math.min(size, Math.max(96, Math.round(side)));
      const context = out.getContext("2d")!;
      // Pictures with holes get a white ground: JPEG has none.
      context.fillStyle = "white";
      context.fillRect(0, 0, out.width, out.height);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, left, top, side, side, 0, 0, out.width, out.height);
      const bytes = await new Promise<Blob | null>((made) => out.toBlob(made, "image/jpeg", quality));
      if (bytes && (bytes.size <= PHOTO_BYTES || size === TRIES.at(-1)![0])) return onDone(bytes);
    }
    onClose();
  };
  return (
    <Dialog title={t("contacts.crop.title")} text={t("contacts.crop.text")} onClose={onClose} footer={<><Button onClick={onClose}>{t("action.cancel")}</Button><Button variant="primary" busy={busy} onClick={() => void done()}>{t("contacts.crop.done")}</Button></>}>
      <div className="crop">
        {/* Moved by dragging or by the arrow keys. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <canvas ref={canvas} className="crop__view" width={VIEW * 2} height={VIEW * 2} tabIndex={0} role="img" aria-label={t("contacts.crop.view")}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            from.current = { x: event.clientX, y: event.clientY };
          }}
          onPointerMove={(event) => {
            if (!from.current) return;
            const size = event.currentTarget.clientWidth || VIEW;
            by((from.current.x - event.clientX) / size, (from.current.y - event.clientY) / size);
            from.current = { x: event.clientX, y: event.clientY };
          }}
          onPointerUp={() => (from.current = null)}
          onKeyDown={(event) => {
            const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
            if (!step) return;
            event.preventDefault();
            by(step[0]! * 0.05, step[1]! * 0.05);
          }} />
        <label className="crop__zoom"><span>{t("contacts.crop.zoom")}</span><input type="range" className="range" min={1} max={4} step={0.05} value={crop.zoom} onChange={(event) => setCrop({ ...crop, zoom: Number(event.target.value) })} /></label>
      </div>
    </Dialog>
  );
}
