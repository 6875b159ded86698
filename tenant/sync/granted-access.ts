import type { CaseAccess } from './sync-log.ts';

/** What access that is granted means to a log. */
export function accessOf(granted: 'read' | 'write' | 'manage' | null): CaseAccess {
  if (granted === null) return 'none';
  return granted === 'manage' ? 'write' : granted;
}
