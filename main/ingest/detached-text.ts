/**
 * A copy of a text that does not keep what it was cut from in memory: V8 lets a slice hold on to its
 * parent, here a chunk of some MiB, for as long as the slice lives. UTF-16, so that half a surrogate
 * pair survives.
 */
export const detached = (text: string): string => Buffer.from(text, 'utf16le').toString('utf16le');
