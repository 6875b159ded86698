const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A number with its thousands separated. */
export const formatNumber = (value: number): string => whole.format(value);

/** A large number in little space, `1.2M`. */
export const formatCompact = (value: number): string => compact.format(value);

/** Bytes in the unit that fits, `4.2 MB` (powers of ten, as disks are sold and networks measured). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
