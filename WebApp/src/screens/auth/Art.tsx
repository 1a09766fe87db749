const streams: [hue: string, path: string, dots: [x: number, y: number][]][] = [
  ["red", "M860 70C470 70 520 420 150 420H0", [[737.1, 83.9], [623.4, 132.8], [472.7, 271.2], [118, 420]]],
  ["blue", "M860 245C470 245 520 435 150 435H0", [[774.4, 248.5], [671.9, 264.8], [537.7, 317.4], [431.8, 376.2], [52, 435]]],
  ["green", "M860 470C470 470 520 450 150 450H0", [[711.3, 468.8], [586.7, 464.9], [447.4, 457], [84, 450]]],
  ["violet", "M860 690C470 690 520 465 150 465H0", [[755.3, 683.7], [558.8, 617.2], [497.5, 577.5], [24, 465]]],
  ["cyan", "M860 868C470 868 520 480 150 480H0", [[657.3, 819.9], [604.6, 784.2], [457.7, 627.8], [140, 480]]],
];

/** Many accounts, one inbox: the one picture the product allows itself. */
export function Art() {
  return (
    <div className="auth__art" aria-hidden="true">
      <svg viewBox="0 0 860 900" preserveAspectRatio="xMinYMid slice">
        {streams.map(([hue, path, dots]) => (
          <g key={hue} data-hue={hue}>
            <path d={path} />
            {dots.map(([x, y]) => <circle key={x} cx={x} cy={y} r="6.5" />)}
          </g>
        ))}
      </svg>
    </div>
  );
}
