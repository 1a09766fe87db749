import { confirm, toast } from "../../components/index.ts";
import { openCompose } from "../../compose/open.ts";
import { asFailure, failureKindStatus } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { ALL, Batch, jmap } from "../../jmap/index.ts";
import type { Email, EmailDetail } from "../../jmap/types.ts";
import { csrfHeaders } from "../../rest.ts";
import { boxPath, navigate } from "../../router.ts";
import { cache } from "../../store/index.ts";
import { DETAIL, ROW } from "../../store/mail.ts";
import { threadOf } from "../../store/threadOf.ts";
import { askPlugins } from "../actions.ts";
import { type Deed, type Done, routeOf } from "./protocol.ts";

/** The largest body a page may send to its own routes, and the largest answer it is given. */
const MOST = 1_000_000;

/** Whose page asks, and what only its place can do. */
export interface Stage {
  plugin: string;
  name: string;
  insert?: (text: string) => boolean;
}

/** Does what a page asked, with the rights of the person who looks at it. */
export async function act(stage: Stage, deed: Deed): Promise<Done> {
  switch (deed.kind) {
    case "call": return call(stage, deed);
    case "openEmail": return openEmail(deed.id);
    case "compose": {
      const query = [["subject", deed.subject], ["body", deed.text]].map(([k, v]) => `${k}=${encodeURIComponent(v!)}`).join("&");
      openCompose({ mode: "new", mailto: `mailto:${deed.to.map(encodeURIComponent).join(",")}?${query}` });
      return { status: 200 };
    }
    case "insert": return { status: stage.insert ? (stage.insert(deed.text) ? 200 : 409) : 400 };
    case "toast":
      toast({ text: t("plugin.toast", { name: stage.name, text: deed.text }) });
      return { status: 200 };
    case "openLink": {
      const url = new URL(deed.url);
      const yes = await confirm({ title: t("plugin.link.title", { host: url.hostname }), text: t("plugin.link.text", { name: stage.name, url: deed.url.length > 300 ? `${deed.url.slice(0, 300)}…` : deed.url }), action: t("plugin.link.action") });
      if (yes) open(deed.url, "_blank", "noopener,noreferrer");
      return { status: yes ? 200 : 403 };
    }
    case "refresh": return refresh(deed.emailId);
  }
}

/** Asks the plugin's own route, as the person. */
async function call(stage: Stage, deed: Deed & { kind: "call" }): Promise<Done> {
  const path = routeOf(stage.plugin, deed.path);
  if (!path) return { status: 400 };
  const sends = deed.method !== "GET" && deed.body !== undefined;
  const body = sends ? (typeof deed.body === "string" ? deed.body : JSON.stringify(deed.body)) : undefined;
  if (body && body.length > MOST) return { status: 413 };
  try {
    const response = await fetch(path, {
      method: deed.method, credentials: "same-origin", redirect: "error",
      headers: { Accept: "application/json", ...(deed.method === "GET" ? {} : csrfHeaders()), ...(sends ? { "Content-Type": typeof deed.body === "string" ? "text/plain;charset=utf-8" : "application/json" } : {}) },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (text.length > MOST) return { status: 502 };
    const json = /json/.test(response.headers.get("Content-Type") ?? "");
    return { status: response.status, body: json && text ? JSON.parse(text) : text };
  } catch {
    return { status: 503 };
  }
}

async function openEmail(id: string): Promise<Done> {
  try {
    const thread = await threadOf(id);
    if (thread) navigate(boxPath("all-inbox", thread));
    return { status: thread ? 200 : 404 };
  } catch (error) {
    return { status: failureKindStatus(asFailure(error).kind) };
  }
}

/** The offers on a message and the message itself are asked for again. */
async function refresh(id: string): Promise<Done> {
  const accountId = cache.email(id)?.accountId ?? ALL;
  try {
    const batch = new Batch();
    const rows = batch.get<Email>("Email", accountId, [id], ROW), details = cache.detail(id) ? batch.get<EmailDetail>("Email", accountId, [id], DETAIL, { fetchTextBodyValues: true, maxBodyValueBytes: 512 * 1024 }) : null;
    await Promise.all([jmap.send(batch), askPlugins(id, accountId)]);
    cache.takeEmails(accountId, rows.value.list);
    if (details) cache.takeDetails(details.value.list);
    return { status: rows.value.list.length ? 200 : 404 };
  } catch (error) {
    return { status: failureKindStatus(asFailure(error).kind) };
  }
}
