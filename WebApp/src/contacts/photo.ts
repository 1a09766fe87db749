import { downloadUrl } from "../jmap/client.ts";
import type { Id } from "../jmap/types.ts";

/** Where the picture of a card is; empty when it has none that may be shown. */
export function photoUrl(account: Id, media: Record<string, { kind: string; blobId?: Id; uri?: string; mediaType?: string }> | undefined): string {
  const photo = Object.values(media ?? {}).find((m) => m.kind === "photo");
  if (photo?.blobId) return downloadUrl(account, photo.blobId, "photo", photo.mediaType ?? "image/jpeg");
  return photo?.uri && /^data:image\/(png|jpeg|gif|webp)[;,]/i.test(photo.uri) ? photo.uri : "";
}
