import type { OperationName } from '#shared/tenant-api/operation.ts';
import type { TenantRequest } from './tenant-https.ts';

/** What may be sent to some operation. */
export interface AnyGiven {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The request for an operation, without who asks. */
export function operationRequest(
  name: OperationName,
  { path = {}, query = {}, headers = {}, body }: AnyGiven = {},
): Pick<TenantRequest, 'method' | 'path' | 'headers' | 'body'> {
  const [method, template] = name.split(' ') as [TenantRequest['method'], string];
  const filled = template.replace(/\{(\w+)\}/g, (_all, part: string) =>
    encodeURIComponent(path[part] ?? ''),
  );
  const asked = new URLSearchParams(
    Object.entries(query).map(([part, value]) => [part, String(value)]),
  );
  return { method, path: asked.size === 0 ? filled : `${filled}?${asked}`, headers, body };
}
