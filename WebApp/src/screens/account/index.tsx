/** Replaced by the real screen. */
export default function AccountScreen() {
  return null;
}
