import { equal } from "./assert.ts";

/** A browser's address bar and history, as far as the router knows them. */
function bar(path: string) {
  const heard: Record<string, (() => void)[]> = {};
  const place = { origin: "https://mail.example.org", pathname: path, search: "", hash: "" };
  const go = (next: string) => {
    const url = new URL(next, place.origin);
    Object.assign(place, { pathname: url.pathname, search: url.search, hash: url.hash });
  };
  Object.assign(globalThis, {
    location: place, history: { pushState: (_: unknown, __: string, to: string) => go(to), replaceState: (_: unknown, __: string, to: string) => go(to) },
    addEventListener: (name: string, run: () => void) => (heard[name] ??= []).push(run), removeEventListener: (name: string, run: () => void) => (heard[name] = (heard[name] ?? []).filter((r) => r !== run)),
  });
  return { place, back: (to: string) => (go(to), heard["popstate"]?.forEach((run) => run())), listens: (name: string) => heard[name]?.length ?? 0 };
}
const settled = () => new Promise((done) => setTimeout(done));

Deno.test("what is unsaved is asked about before the app leaves, also by the Back button", async () => {
  const browser = bar("/admin/plugins/todo");
  Object.assign(globalThis, { process: { env: {} } });
  const { guardLeaving, mayLeave, navigate, route } = await import("../src/router.ts");
  let asked = 0, yes = false;
  const free = guardLeaving(() => (asked++, Promise.resolve(yes)));
  equal(browser.listens("beforeunload"), 1);
  navigate("/admin/plugins");
  await settled();
  equal([asked, browser.place.pathname], [1, "/admin/plugins/todo"], "the person stays");
  browser.back("/settings");
  await settled();
  equal([asked, browser.place.pathname], [2, "/admin/plugins/todo"], "the Back button is put back");
  equal(await mayLeave(), false);
  yes = true;
  browser.back("/settings/mail");
  await settled();
  equal([browser.place.pathname, route()], ["/settings/mail", { name: "settings", section: "mail", item: null }]);
  navigate("/admin");
  equal([asked, browser.place.pathname], [4, "/admin"], "nobody asks any more");
  free();
  equal(browser.listens("beforeunload"), 0);
});
