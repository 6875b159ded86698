const WIDTH = 80;
const HEIGHT = 18;

/** Counts over time as small bars. `label` says it in words. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const highest = Math.max(...values, 1);
  const width = WIDTH / Math.max(values.length, 1);
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={label} style={{ display: 'block' }}>
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(1, (value / highest) * HEIGHT);
        return (
          <rect
            // oxlint-disable-next-line react/no-array-index-key -- a bar is its position
            key={index}
            x={index * width}
            y={HEIGHT - height}
            width={Math.max(1, width - 0.5)}
            height={height}
            fill="var(--accent-line)"
          />
        );
      })}
    </svg>
  );
}
