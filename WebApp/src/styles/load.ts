/** The stylesheet of lazy screens: asked for once, there before they are painted. A screen without it is still usable, so a failure is no failure. */
let loaded: Promise<void> | null = null;

export function loadStyles(): Promise<void> {
  loaded ??= new Promise((resolve) => {
    const href = document.querySelector<HTMLMetaElement>("meta[name=lazy-styles]")?.content;
    if (!href) return resolve();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = () => resolve();
    link.onerror = () => {
      loaded = null;
      link.remove();
      resolve();
    };
    document.head.append(link);
  });
  return loaded;
}
