import type { Board } from '#shared/deployments/deployment-model.ts';
import { environmentNamed, type Deployments } from '../../deployments/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

/** What of the command's options these actions take. */
interface Values {
  readonly reason?: string | undefined;
  readonly environment?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Lines that say what holds deployments up, for the board. */
export function holdUpLines(board: Board): string[] {
  const where = (id: string | null): string =>
    board.environments.find(({ environmentId }) => environmentId === id)?.name ?? 'everywhere';
  return [
    ...board.incidents.map(
      (one) => `incident ${one.incidentId}  ${where(one.environmentId)}  ${one.title}`,
    ),
    ...board.freezes.map(
      (one) =>
        `freeze ${one.freezeId}  ${where(one.environmentId)}  ${one.from} to ${one.until}: ${one.reason}`,
    ),
  ];
}

async function whereOf(server: Deployments, { environment }: Values): Promise<string | null> {
  if (environment === undefined) return null;
  return environmentNamed(await server.board(), environment).environmentId;
}

/** `deploy incident TITLE [--environment NAME]`: what is wrong, for which deployments may have to wait. */
export async function openIncident(
  server: Deployments,
  words: readonly string[],
  values: Values,
): Promise<Said> {
  const title = words.join(' ');
  if (title.trim() === '') throw usage('"deploy incident" takes what is wrong, in a few words.');
  const environmentId = await whereOf(server, values);
  await server.openIncident(title, environmentId);
  return { text: 'The incident is open.', json: { title, environmentId } };
}

/** `deploy over ID`: an incident is over. */
export async function closeIncident(server: Deployments, words: readonly string[]): Promise<Said> {
  const [incidentId, extra] = words;
  if (incidentId === undefined || extra !== undefined) throw usage('"deploy over" takes an id.');
  await server.closeIncident(incidentId);
  return { text: 'It is over.', json: { incidentId, open: false } };
}

/** `deploy freeze [--environment NAME] [--from TIME] --until TIME --reason WHY`: nothing is deployed in that time. */
export async function freeze(
  server: Deployments,
  _words: readonly string[],
  values: Values,
): Promise<Said> {
  const { reason = '', from = new Date().toISOString(), until = '' } = values;
  const [begins, ends] = [new Date(from), new Date(until)];
  if (reason === '' || Number.isNaN(begins.getTime()) || Number.isNaN(ends.getTime())) {
    throw usage('"deploy freeze" needs --until TIME and --reason WHY, times as 2026-12-24T18:00Z.');
  }
  const asked = {
    environmentId: await whereOf(server, values),
    from: begins.toISOString(),
    until: ends.toISOString(),
    reason,
  };
  await server.setFreeze(asked, null);
  return { text: `Frozen until ${asked.until}.`, json: asked };
}

/** `deploy override ID --reason WHY`: a freeze ends before its time. */
export async function overrideFreeze(
  server: Deployments,
  words: readonly string[],
  { reason = '' }: Values,
): Promise<Said> {
  const [freezeId, extra] = words;
  if (freezeId === undefined || extra !== undefined || reason.trim() === '') {
    throw usage('"deploy override" takes the id of a freeze, and --reason WHY.');
  }
  await server.overrideFreeze(freezeId, reason);
  return { text: 'The freeze is over.', json: { freezeId, reason } };
}
