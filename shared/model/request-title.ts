/** A request line between quotation marks, as access logs write it: the method, what is asked for, and the protocol. */
const REQUEST =
  /"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE|PROPFIND) ([^"\s]+)(?: [^"]*)?"/;

/** What the records of a template that is an access log's line are about: `POST /api/orders`, `GET requests`; null: it is none. */
export function requestTitle(text: string): string | null {
  const [, method, target = ''] = REQUEST.exec(text) ?? [];
  if (method === undefined) return null;
  return target.includes('<*>') ? `${method} requests` : `${method} ${target}`;
}
