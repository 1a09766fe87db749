/** Replaced by the real screen. */
export default function AdminScreen() {
  return null;
}
