import { asFailure } from "../../failure.ts";
import { t } from "../../i18n/index.ts";
import { downloadUrl, jmap } from "../../jmap/index.ts";
import { csrfHeaders } from "../../rest.ts";
import { cache } from "../../store/index.ts";
import { signal } from "../../store/signal.ts";
import { type Autosave, autosave, isDirty } from "../draft/autosave.ts";
import { type Draft, type DraftFile, emptyDraft } from "../draft/Draft.ts";
import { DraftSaver } from "../draft/DraftSaver.ts";
import { newContentId } from "../editor/picture.ts";
import type { ComposeRequest } from "../open.ts";
import { type Upload, UploadQueue } from "../upload/UploadQueue.ts";
import { xhrTransport } from "../upload/xhr.ts";
import { begin } from "./begin.ts";
import { knownSenders, type Sender } from "./Sender.ts";
import { homeOf, jmapDraftStore, setHome } from "./store.ts";

/** A bar or line over the draft: what happened and, by its kind, the ways out. */
export type ComposeNotice =
  | { kind: "refused"; message: string; server: string }
  | { kind: "notSent"; message: string }
  | { kind: "noRecipient" }
  | { kind: "badRecipient"; email: string }
  | { kind: "noSubject" }
  | { kind: "noAttachment"; word: string }
  | { kind: "filesFailed"; count: number };

/** What a window shows. */
export interface ComposeState {
  phase: "loading" | "ready" | "failed";
  failure: string | null;
  draft: Draft;
  senders: readonly Sender[];
  save: Autosave;
  uploads: readonly Upload[];
  notice: ComposeNotice | null;
  size: "window" | "small" | "full";
  sending: "no" | "files" | "yes";
  /** Changes when the body was replaced from outside, so that the editor is made anew. */
  bodyVersion: number;
}

const bounds = { fileBytes: 50_000_000, messageBytes: 50_000_000, concurrent: 3 };

/** One message being written: lives outside the components, so that no repaint, language change or closed window loses a word. */
export class ComposeSession {
  readonly state = signal<ComposeState>({
    phase: "loading", failure: null, draft: emptyDraft(), senders: [], save: autosave(), uploads: [], notice: null, size: "window", sending: "no", bodyVersion: 0,
  });
  #saver: DraftSaver<Draft> | null = null;
  #queue: UploadQueue | null = null;
  #pictures = new Map<string, string>();
  #blobAccount = "";
  #signature = "";
  /** Reads the editor's present text into the draft; set by the editor while it is on screen. */
  readBody: (() => void) | null = null;
  /** Writes another signature; set by the editor. Answers false when the person has edited the present one. */
  writeSignature: ((html: string, before: string) => boolean) | null = null;
  /** Told whenever the list of files that are on their way has become shorter. */
  onFilesSettled: (() => void) | null = null;

  constructor(readonly key: number, readonly request: ComposeRequest) {}

  get draft(): Draft {
    return this.state.get().draft;
  }

  get sender(): Sender | undefined {
    const { senders, draft } = this.state.get();
    return senders.find((s) => s.identityId === draft.identityId) ?? senders[0];
  }

  /** Loads what the window was opened for; tried again after a failure. */
  async open(): Promise<void> {
    this.#show({ phase: "loading", failure: null });
    try {
      const senders = await knownSenders();
      const beginning = await begin(this.request, senders, cache.preference.get().composePlain === true);
      if (beginning.emailId) setHome(beginning.emailId, beginning.blobAccount);
      this.#blobAccount = beginning.blobAccount;
      this.#signature = senders.find((s) => s.identityId === beginning.draft.identityId)?.signature ?? "";
      this.#saver = new DraftSaver(beginning.draft, jmapDraftStore((d) => senders.find((s) => s.identityId === d.identityId) ?? senders[0]), (save) => this.#show({ save }), beginning.emailId, beginning.savedAt);
      this.#show({ phase: "ready", senders, draft: beginning.draft, save: this.#saver.state });
      void this.#openQueue();
    } catch (error) {
      const failure = asFailure(error);
      const gone = failure.kind === "notFound";
      this.#show({ phase: "failed", failure: failure.detail || t(gone ? "compose.gone" : failure.passing ? "error.offline" : "error.unexpected") });
    }
  }

  /** Changes the draft; it is stored a second after the last change. */
  edit(part: Partial<Draft>): void {
    this.#put({ ...this.draft, ...part });
    if (this.state.get().notice) this.#settleNotice();
  }

  notice(notice: ComposeNotice | null): void {
    this.#show({ notice });
  }

  size(size: ComposeState["size"]): void {
    this.#show({ size });
  }

  sending(sending: ComposeState["sending"]): void {
    this.#show({ sending });
  }

  /** The body was replaced: the editor starts again with it. */
  replaceBody(part: Pick<Draft, "format" | "html" | "text">): void {
    this.#put({ ...this.draft, ...part });
    this.#show({ bodyVersion: this.state.get().bodyVersion + 1 });
  }

  /** Another sender: the signature follows unless it was edited. */
  setSender(sender: Sender): void {
    this.readBody?.();
    const followed = this.writeSignature?.(sender.signature, this.#signature) ?? false;
    if (followed) this.#signature = sender.signature;
    this.edit({ identityId: sender.identityId });
  }

  /** Where a picture of this message can be seen. */
  readonly urlOf = (cid: string): string => {
    const local = this.#pictures.get(cid);
    if (local) return local;
    const file = this.draft.files.find((f) => f.cid === cid);
    return file ? downloadUrl(this.#blobAccount || this.sender?.accountId || "all", file.blobId, file.name, file.type) : "";
  };

  /** Takes a picture into the text. */
  inline(picture: Blob, name: string): { cid: string; url: string } {
    const cid = newContentId(), url = URL.createObjectURL(picture);
    this.#pictures.set(cid, url);
    this.#queue?.add(picture, name, this.#held(), cid);
    return { cid, url };
  }

  attach(files: Iterable<File>): void {
    for (const file of files) this.#queue?.add(file, file.name, this.#held());
  }

  retryUpload(id: string): void {
    this.#queue?.retry(id);
  }

  removeUpload(id: string): void {
    this.#queue?.remove(id);
  }

  removeFile(file: DraftFile): void {
    this.edit({ files: this.draft.files.filter((f) => f !== file) });
  }

  /** Stores what is not stored; true when the server has everything. */
  async flush(): Promise<boolean> {
    this.readBody?.();
    return (await this.#saver?.flush()) ?? true;
  }

  /** Makes sure there is a stored copy, even of a message nobody has changed; its id, or null. */
  async stored(): Promise<string | null> {
    this.readBody?.();
    if (this.#saver && !this.#saver.state.emailId) this.#saver.edit(this.draft);
    return (await this.#saver?.flush()) ? this.#saver!.state.emailId : null;
  }

  /** Whether closing would lose something the server does not have. */
  get unsaved(): boolean {
    return !!this.#saver && isDirty(this.#saver.state);
  }

  online(): void {
    this.#saver?.online();
    this.#queue?.retryAll();
  }

  /** Ends the session: no more saving, transfers cut, pictures let go. Answers the stored copies. */
  end(): string[] {
    const save = this.#saver?.state;
    this.#saver?.end();
    this.#queue?.end();
    for (const url of this.#pictures.values()) URL.revokeObjectURL(url);
    this.#pictures.clear();
    return save ? [...save.superseded, ...(save.emailId ? [save.emailId] : [])] : [];
  }

  /** The account that holds the stored copy. */
  get home(): string {
    const id = this.#saver?.state.emailId;
    return id ? homeOf(id) : this.sender?.accountId ?? "all";
  }

  async #openQueue(): Promise<void> {
    let limits = bounds;
    try {
      const core = (await jmap.session()).capabilities["urn:ietf:params:jmap:core"] as { maxSizeUpload?: number; maxConcurrentUpload?: number } | undefined;
      const mail = (await jmap.session()).accounts[this.sender?.accountId ?? ""]?.accountCapabilities["urn:ietf:params:jmap:mail"] as { maxSizeAttachmentsPerEmail?: number } | undefined;
      limits = {
        fileBytes: core?.maxSizeUpload ?? bounds.fileBytes, messageBytes: mail?.maxSizeAttachmentsPerEmail ?? bounds.messageBytes,
        concurrent: Math.max(1, Math.min(core?.maxConcurrentUpload ?? 3, 3)),
      };
    } catch {
      // The defaults are the documented ones.
    }
    const account = this.sender?.accountId ?? "all";
    this.limits = limits;
    this.#queue = new UploadQueue(xhrTransport(`/jmap/upload/${encodeURIComponent(account)}/`, () => csrfHeaders()["X-CSRF-Token"] ?? ""), limits, (list) => this.#uploads(list));
  }

  /** The server's bounds, for the words about them. */
  limits = bounds;

  /** Files that have arrived become part of the draft. */
  #uploads(list: readonly Upload[]): void {
    const done = list.filter((u) => u.state === "done");
    this.#show({ uploads: list });
    if (done.length === 0) return;
    const files: DraftFile[] = done.map((u) => ({ blobId: u.blobId!, name: u.name, type: u.type, size: u.size, cid: u.cid }));
    this.edit({ files: [...this.draft.files, ...files] });
    queueMicrotask(() => {
      for (const u of done) this.#queue?.remove(u.id);
      this.onFilesSettled?.();
    });
  }

  #held(): number {
    return this.draft.files.reduce((sum, f) => sum + f.size, 0);
  }

  #put(draft: Draft): void {
    this.#show({ draft });
    this.#saver?.edit(draft);
  }

  /** A notice goes away once its reason has. */
  #settleNotice(): void {
    const { notice, draft } = this.state.get();
    if (!notice) return;
    const people = draft.to.length + draft.cc.length + draft.bcc.length;
    if (notice.kind === "noRecipient" && people > 0) this.notice(null);
    if (notice.kind === "badRecipient" && ![...draft.to, ...draft.cc, ...draft.bcc].some((r) => r.email === notice.email)) this.notice(null);
    if (notice.kind === "noSubject" && draft.subject.trim() !== "") this.notice(null);
    if (notice.kind === "noAttachment" && draft.files.some((f) => !f.cid)) this.notice(null);
  }

  #show(part: Partial<ComposeState>): void {
    this.state.set((old) => ({ ...old, ...part }));
  }
}
