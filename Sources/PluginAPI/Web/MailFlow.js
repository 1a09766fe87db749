// MailFlow.js: what a plugin's page says to the shell around it, and hears. Copy it into web/ beside your page.
// Dedicated to the public domain (CC0-1.0).
//
//   const shell = new MailFlow();
//   shell.onContext = (context) => { … };   // where the page stands: {slot, user, language, theme, email?, draft?}; again when it changes
//   await shell.ready();                    // gives the first context
//   const { status, body } = await shell.call("GET", "/things");

/** The shell, as a page in one of its frames sees it. */
export class MailFlow {
  /** Called with the context at first and whenever it changes. */
  onContext = () => {};
  /** Called with what the plugin's code sent with ui.push/1. */
  onPush = () => {};
  /** The last context; null before the first. */
  context = null;

  #waiting = new Map();
  #last = 0;
  #ready = null;

  constructor() {
    addEventListener("message", (event) => {
      if (event.source === parent) this.#hear(event.data);
    });
    // The shell cannot hear a key that is pressed in here.
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.close();
    });
  }

  /** Introduces the page; settles with the first context. The shell's colours and fonts are then custom properties of the document. */
  ready() {
    this.#ready ??= new Promise((settle) => {
      this.#waiting.set("context", settle);
      this.#say({ type: "ready" });
      // The frame is as high as the page, from now on.
      new ResizeObserver(() => this.resize()).observe(document.documentElement);
    });
    return this.#ready;
  }

  /** Makes the frame this high, or as high as the page. */
  resize(height = Math.ceil(document.documentElement.getBoundingClientRect().height)) {
    this.#say({ type: "resize", height });
  }

  /** Closes the frame. */
  close() {
    this.#say({ type: "close" });
  }

  /** Asks a route of the plugin, as the person who looks at the page; settles with {status, body}, body read if it is JSON. */
  call(method, path, body) {
    return this.perform({ call: { method, path, body } });
  }

  /** Shows a message. */
  openEmail(id) {
    return this.perform({ openEmail: id });
  }

  /** Opens a new message: {to: [address], subject, text}. */
  compose(draft) {
    return this.perform({ compose: draft });
  }

  /** Puts text into the message being written (slot compose.action). */
  insert(text) {
    return this.perform({ insert: text });
  }

  /** Shows a short message of the plugin. */
  toast(text) {
    return this.perform({ toast: text });
  }

  /** Opens an https page in a new tab, if the person agrees. */
  openLink(url) {
    return this.perform({ openLink: url });
  }

  /** Asks the plugins again what they offer on a message, and reads the message again. */
  refresh(emailId) {
    return this.perform({ refresh: emailId });
  }

  /** Has the shell do something; settles with {status, body?}: 200, or 400 for what it does not do. */
  perform(deed) {
    const id = String(++this.#last);
    return new Promise((settle) => {
      this.#waiting.set(id, settle);
      this.#say({ type: "perform", id, do: deed });
    });
  }

  #say(message) {
    parent.postMessage(message, "*");
  }

  #hear(message) {
    if (message?.type === "context") {
      const { type, push, ...context } = message;
      this.context = context;
      document.documentElement.lang = context.language ?? "en";
      document.documentElement.style.colorScheme = context.theme?.dark ? "dark" : "light";
      for (const [name, value] of Object.entries(context.theme?.tokens ?? {})) document.documentElement.style.setProperty(name, value);
      this.onContext(context);
      if (push !== undefined) this.onPush(push);
      this.#settle("context", context);
    } else if (message?.type === "perform") {
      const { status, body } = message;
      this.#settle(message.id, { status, body });
    }
  }

  #settle(key, value) {
    this.#waiting.get(key)?.(value);
    this.#waiting.delete(key);
  }
}
