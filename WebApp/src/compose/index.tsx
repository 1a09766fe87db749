/** Replaced by the real composer. */
export default function ComposeHost() {
  return null;
}
