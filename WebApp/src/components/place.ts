/** Where something that opens at an anchor stands, in viewport pixels: below if it fits, else above, always inside the window. */
export interface Placement {
  left: number;
  top: number;
  maxHeight: number;
  anchorCentre: number;
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function place(anchor: Box, size: { width: number; height: number }, side: "below-start" | "below-end" | "below-centre" | "right",
  view = { width: innerWidth, height: innerHeight }, rtl = document.documentElement.dir === "rtl"): Placement {
  const gap = 4, edge = 8;
  const start = rtl ? anchor.right - size.width : anchor.left;
  const end = rtl ? anchor.left : anchor.right - size.width;
  const centre = (anchor.left + anchor.right) / 2;
  const wanted = side === "below-start" ? start : side === "below-end" ? end : side === "right" ? anchor.right + gap : centre - size.width / 2;
  const left = Math.max(edge, Math.min(view.width - size.width - edge, wanted));
  const below = view.height - anchor.bottom - gap - edge, above = anchor.top - gap - edge;
  const up = size.height > below && above > below;
  const room = Math.max(up ? above : below, 96);
  const height = Math.min(size.height, room);
  return { left, top: up ? Math.max(edge, anchor.top - gap - height) : anchor.bottom + gap, maxHeight: room, anchorCentre: centre };
}
