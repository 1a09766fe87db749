/** Replaced by the real screen. */
export default function AuthScreen() {
  return null;
}
