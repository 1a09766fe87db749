import { registerIcons } from "../components/Icon.tsx";

/** Every icon a manifest may name: what the app has for itself and what is kept for plugins. */
export async function loadAllIcons(): Promise<void> {
  const sets = await Promise.all([import("../../build/gen/icons-plugins.ts"), import("../../build/gen/icons-settings.ts"), import("../../build/gen/icons-compose.ts")]);
  for (const set of sets) registerIcons(set.default);
}
