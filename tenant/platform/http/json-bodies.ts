import { Failure } from '../../../shared/model/failure.ts';
import type { HttpServer } from './typed-server.ts';

/** Half of a pair of UTF-16 can come in JSON by an escape only. */
const MAY_BE_HALF = /\\u[dD][89a-fA-F]/;

/**
 * Reads bodies of JSON as Fastify does, and refuses text that is none: half of a pair of UTF-16 has no place in UTF-8, so that
 * neither the database nor an entry of the audit log can hold it. What is refused here would fail deep inside otherwise.
 */
export function addJsonBodies(server: HttpServer): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, text, done) => {
      void parse(request, text, (error, body) => {
        if (error === null && MAY_BE_HALF.test(text) && !isText(body)) {
          const said = 'Something in the request is no text that can be kept.';
          done(new Failure('REQUEST_INVALID', said));
        } else {
          done(error, body);
        }
      });
    },
  );
}

/** Whether all text in what JSON held, names of members too, is whole. Without recursion: a body nests as deep as it is long. */
function isText(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one === 'string' && !one.isWellFormed()) return false;
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, member] of Object.entries(one)) {
      if (!name.isWellFormed()) return false;
      left.push(member);
    }
  }
  return true;
}
