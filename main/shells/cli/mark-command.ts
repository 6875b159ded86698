import { randomUUID } from 'node:crypto';
import { parseTimeValue } from '#shared/query/index.ts';
import { timeText } from './analysis-document.ts';
import { parseCommand, usage } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/** `mark CASE [--at TIME --what TEXT]`: marks a deployment in the case, or lists those that are marked. */
export async function markCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    at: { type: 'string' },
    what: { type: 'string' },
    service: { type: 'string' },
    version: { type: 'string' },
    environment: { type: 'string' },
  });
  const [casePath, extra] = positionals;
  if (casePath === undefined || extra !== undefined) throw usage('"mark" takes one case.');
  const { at, what, service = null, version = null, environment = null } = values;
  if ((at === undefined) !== (what === undefined)) {
    throw usage('"mark" needs both --at and --what, or none of them to list what is marked.');
  }
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    if (at !== undefined && what !== undefined) {
      const time = parseTimeValue(at, open.info().zone);
      if (time === null) throw usage(`--at takes a time like 2026-03-12T14:07, not "${at}".`);
      const facts = { us: time.fromUs, title: what, service, version, environment };
      await open.append({ kind: 'marker.added', payload: { id: randomUUID(), ...facts } });
    }
    const markers = await open.markers();
    if (values.json === true) {
      const documents = markers.map(({ us, ...marker }) => ({ at: timeText(us), ...marker }));
      print(JSON.stringify({ markers: documents }));
      return EXIT.done;
    }
    for (const { us, title, author, ...marker } of markers) {
      const facts = [marker.service, marker.version, marker.environment].filter(Boolean);
      print(`${timeText(us)}  ${[title, ...facts].join(' · ')}  (${author})`);
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}
