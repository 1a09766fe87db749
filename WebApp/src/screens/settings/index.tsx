/** Replaced by the real screen. */
export default function SettingsScreen() {
  return null;
}
