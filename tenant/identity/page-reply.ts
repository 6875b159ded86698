import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { PAGE_POLICY, type FormField } from './page.ts';
import { LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE } from './passphrase.ts';
import type { TenantDoor, TenantDoors } from './tenants.ts';

const PASSPHRASE_HINT = `At least ${SHORTEST_PASSPHRASE} characters.`;

/** Fields of the pages on which people sign in and join. */
export const FIELD = {
  name: { name: 'name', label: 'Your name', type: 'text', autocomplete: 'name' },
  email: { name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'username' },
  passphrase: {
    name: 'passphrase',
    label: 'Passphrase',
    type: 'password',
    autocomplete: 'current-password',
  },
  newPassphrase: {
    name: 'passphrase',
    label: 'Passphrase',
    type: 'password',
    autocomplete: 'new-password',
    hint: PASSPHRASE_HINT,
  },
  code: {
    name: 'code',
    label: 'Code',
    type: 'text',
    autocomplete: 'one-time-code',
    hint: 'Six digits of your code app, or a recovery code.',
  },
  team: { name: 'team', label: 'Name of your team', type: 'text', autocomplete: 'organization' },
  slug: {
    name: 'slug',
    label: 'Its name in addresses',
    type: 'text',
    autocomplete: 'off',
    hint: 'Small letters, digits and hyphens.',
  },
} as const satisfies Record<string, FormField>;

/** Each try costs the server a derived key, so one address has this many in a minute. */
const MOST_TRIES = 120;

/** How routes of pages are set up: not described as part of the API, and slower to try. */
export const pageOptions = {
  schema: { hide: true },
  config: { rateLimit: { max: MOST_TRIES, timeWindow: '1 minute' } },
};

/** The tenant of an address. Throws NOT_FOUND. */
export async function doorOf(doors: TenantDoors, slug: string): Promise<TenantDoor> {
  const door = await doors.find(slug);
  if (door === null) throw new Failure('NOT_FOUND', 'There is no such team on this server.');
  return door;
}

/** Answers with a page. */
export function show(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .status(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('content-security-policy', PAGE_POLICY)
    .serializer(String)
    .send(html);
}

/** What was sent, or what to say about it. */
export function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> | string {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path[0];
  return field === 'passphrase'
    ? `The passphrase must have ${SHORTEST_PASSPHRASE} to ${LONGEST_PASSPHRASE} characters.`
    : `Check the field "${labelOf(String(field))}".`;
}

const labelOf = (name: string): string =>
  Object.values(FIELD).find((field) => field.name === name)?.label ?? name;

/** Fields as they were sent, but no passphrase. */
export function again(fields: readonly FormField[], body: unknown): FormField[] {
  const sent = body as Readonly<Record<string, string>> | null;
  return fields.map((field) => {
    const value = field.type === 'password' ? undefined : sent?.[field.name];
    return value === undefined ? field : { ...field, value };
  });
}

/** What a page says about a failure, and its status; one that nobody foresaw is thrown on. */
export function sentenceOf(error: unknown): { said: string; status: number } {
  if (!(error instanceof Failure)) throw error;
  return { said: error.message, status: error.code === 'SIGN_IN_PAUSED' ? 429 : 400 };
}
