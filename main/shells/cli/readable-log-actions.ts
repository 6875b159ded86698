import { Failure } from '#shared/model/failure.ts';
import { createTeamReadableLogs, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
  readonly values: { readonly text?: string | undefined; readonly since?: string | undefined };
}

/**
 * `tenant read-logs [ID [--text WORDS] [--since N]]`: raw logs that the team server may read by the policy of the team, and
 * records of one, or those that a text stands in. Reading needs a fresh second factor, and is in the audit log.
 */
export async function readLogs({ vault, words, values }: Asked): Promise<Said> {
  const [uploadId, extra] = words;
  if (extra !== undefined) throw usage('"tenant read-logs" takes ID [--text WORDS] [--since N].');
  const server = createTeamReadableLogs(openConnection(vault));
  const logs = await server.list();
  if (uploadId === undefined) {
    const lines = logs.flatMap(({ uploadId: id, sharedBy, at, version, masked, sources }) => [
      `${id}  ${at}  by ${sharedBy}, policy of release ${version}${masked ? ', masked' : ''}`,
      ...sources.map(
        ({ name, first, records }) => `  ${name}: ${records} records from ${first} on`,
      ),
    ]);
    return { text: lines.join('\n') || 'The server may read no raw logs.', json: { logs } };
  }
  const found = logs.find((one) => one.uploadId === uploadId);
  if (found === undefined) {
    throw new Failure('NOT_FOUND', 'There are no such raw logs that the server and you may read.');
  }
  const from = values.since === undefined ? 0 : wholeNumber('--since', values.since, -1);
  const { records, next } = await server.read(found, { from, text: values.text ?? null });
  const lines = records.map(
    ({ source, line, time, level, message }) =>
      `${source}:${line}  ${[time, level, message].filter((part) => typeof part === 'string').join('  ')}`,
  );
  const more = next === null ? [] : [`and more: --since ${next}`];
  return { text: [...lines, ...more].join('\n'), json: { records, next } };
}
