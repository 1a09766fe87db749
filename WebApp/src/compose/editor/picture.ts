/** A picture ready to stand in a message. */
export interface Picture {
  file: Blob;
  name: string;
  /** How wide it is shown, in CSS pixels, or null where that cannot be told. */
  width: number | null;
}

const widest = 1600, shown = 640, heavy = 1_500_000;

/** A picture no wider than a mail needs: large photographs are scaled down, everything else stays as it is, byte for byte. */
export async function fitPicture(file: Blob, name: string): Promise<Picture> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return { file, name, width: null };
  }
  const { width, height } = bitmap;
  const scale = Math.min(1, widest / Math.max(width, height));
  const fitted = { file, name, width: Math.min(width, shown) };
  if (file.type === "image/gif" || (scale === 1 && file.size <= heavy)) {
    bitmap.close();
    return fitted;
  }
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const smaller = await canvas.convertToBlob({ type, quality: 0.85 });
  return smaller.size < file.size ? { file: smaller, name: renamed(name, type), width: Math.min(canvas.width, shown) } : fitted;
}

function renamed(name: string, type: string): string {
  return type === "image/jpeg" && !/\.jpe?g$/i.test(name) ? name.replace(/\.[^.]*$/, "") + ".jpg" : name;
}

/** The bytes of a `data:` URL of an image, or null if it is none. */
export function blobOfDataUrl(url: string): Blob | null {
  const match = /^data:(image\/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=\s]+)$/i.exec(url);
  if (!match) return null;
  try {
    const bytes = Uint8Array.from(atob(match[2]!.replace(/\s+/g, "")), (c) => c.charCodeAt(0));
    return new Blob([bytes], { type: match[1]!.toLowerCase() });
  } catch {
    return null;
  }
}

/** A Content-ID nobody else has (RFC 2392), without angles. */
export function newContentId(): string {
  return `${crypto.randomUUID()}@mailflow`;
}
