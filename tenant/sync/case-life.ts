import { createHash } from 'node:crypto';

/**
 * Which life of a case copies sync with: that of the server, and another one when the case was deleted meanwhile and is
 * shared again (a UUID of version 8, made of both).
 */
export function caseLife(epoch: string, again: string | null): string {
  if (again === null) return epoch;
  const hex = createHash('sha256').update(`${epoch} ${again}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
