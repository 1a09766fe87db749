/** The drawing of an inbox with nothing left in it: every account flows into one tick. */
export const InboxDrawing = () => (
  <svg className="empty__art" viewBox="0 0 136 72" aria-hidden="true">
    <path data-hue="red" d="M2 8c36 0 34 28 62 28" /><path data-hue="blue" d="M2 36h62" /><path data-hue="green" d="M2 64c36 0 34-28 62-28" />
    <path d="M64 36h20" /><rect x="84" y="17" width="48" height="38" rx="7" /><path d="m99 36 6.500 6.500L118 30" />
  </svg>
);
