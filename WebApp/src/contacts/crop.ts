/** The square that is cut out of a picture, in the picture's own pixels. Pure. */
export interface Crop {
  /** The middle of the square. */
  x: number;
  y: number;
  /** 1 shows the largest square there is, 4 a quarter of its side. */
  zoom: number;
}
export interface Square {
  left: number;
  top: number;
  side: number;
}

/** The square of a crop, kept inside the picture. */
export function squareOf(crop: Crop, width: number, height: number): Square {
  const side = Math.min(width, height) / Math.max(1, crop.zoom);
  const within = (middle: number, length: number) => Math.min(Math.max(middle - side / 2, 0), length - side);
  return { left: within(crop.x, width), top: within(crop.y, height), side };
}
/** The crop moved by parts of its side. */
export function moved(crop: Crop, dx: number, dy: number, width: number, height: number): Crop {
  const { left, top, side } = squareOf(crop, width, height);
  const next = squareOf({ ...crop, x: left + side / 2 + dx * side, y: top + side / 2 + dy * side }, width, height);
  return { ...crop, x: next.left + next.side / 2, y: next.top + next.side / 2 };
}

/** Sides and qualities that are tried until a photo is small enough. */
export const TRIES: readonly [side: number, quality: number][] = [[512, 0.88], [512, 0.75], [384, 0.75], [256, 0.7], [192, 0.6]];
export const PHOTO_BYTES = 120_000;
