import { useRoute } from "../../router.ts";
import { Accounts } from "./Accounts.tsx";
import { AppPasswords } from "./AppPasswords.tsx";
import { Appearance } from "./Appearance.tsx";
import { Devices } from "./Devices.tsx";
import { Language } from "./Language.tsx";
import { Mail } from "./Mail.tsx";
import { Plugin } from "./Plugin.tsx";
import { Privacy } from "./Privacy.tsx";
import { Shortcuts } from "./Shortcuts.tsx";
import { SignIn } from "./SignIn.tsx";

/** Settings: one page by address. */
export default function SettingsScreen() {
  const route = useRoute();
  if (route.name !== "settings") return null;
  switch (route.section) {
    case "contacts": return <Devices />;
    case "mail": return <Mail />;
    case "appearance": return <Appearance />;
    case "language": return <Language />;
    case "shortcuts": return <Shortcuts />;
    case "sign-in": return <SignIn />;
    case "app-passwords": return <AppPasswords />;
    case "plugins": return <Plugin id={route.item} />;
    case "privacy": return <Privacy />;
    default: return <Accounts open={route.section === "accounts" ? route.item : null} />;
  }
}
