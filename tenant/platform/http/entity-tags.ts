import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { entityTagOf, tagOfText } from '../../../shared/model/entity-tag.ts';
import { Failure } from '../../../shared/model/failure.ts';
import type { HttpServer } from './typed-server.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Whether one of the tags that a header names is this one (RFC 9110, section 8.8.3). */
const names = (header: string, tag: string): boolean =>
  header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*');

/** The tag of something that is changed with `If-Match`: the same for the same value. */
export const entityTag = (value: unknown): string => entityTagOf(value, hash);

/**
 * Refuses a change of what has changed since it was read, if its reader says what she has read (`If-Match`, RFC 9110,
 * section 13.1.1): all of it, or as much of it as the change depends on (`tagged`). Throws PRECONDITION_FAILED, which says what is
 * there now, as JSON: who may change it may read it.
 */
export function requireMatch(
  headers: IncomingHttpHeaders,
  value: unknown,
  tagged: unknown = value,
): void {
  const asked = headers['if-match'];
  if (asked === undefined) return;
  if (names(asked, entityTag(value)) || names(asked, entityTag(tagged))) return;
  throw new Failure(
    'PRECONDITION_FAILED',
    'Somebody has changed it since you have read it. Nothing was changed; look at it again first.',
    { current: JSON.stringify(value) },
  );
}

/** Gives what is read a tag, and who has it already no second copy (`If-None-Match`, RFC 9110, section 13.1.2). */
export function addEntityTags(server: HttpServer): void {
  server.addHook('onSend', async ({ method, routeOptions, headers }, reply, payload) => {
    const isRead = method === 'GET' && routeOptions.url?.startsWith('/api/v1/') === true;
    if (!isRead || reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    const given = reply.getHeader('etag');
    const tag = typeof given === 'string' ? given : tagOfText(payload, hash);
    // For programs that keep it in their own store: caches go on keeping nothing.
    void reply.header('etag', tag);
    const known = headers['if-none-match'];
    if (known === undefined || !names(known, tag)) return payload;
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  });
}
