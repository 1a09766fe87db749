import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { setLanguage } from "./i18n/index.ts";
import { jmap } from "./jmap/index.ts";
import { loadSession, sessionEnded } from "./session.ts";
import { savedAppearance } from "./store/appearance.ts";

jmap.onSignedOut = () => void sessionEnded();
await Promise.all([setLanguage(savedAppearance().language ?? null), loadSession()]);
createRoot(document.getElementById("root")!).render(<App />);
