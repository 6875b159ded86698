import { TEAM_EVENTS, type TeamEventType } from '#shared/webhooks/team-events.ts';
import { createTeamAdmin, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: {
    readonly events?: string | undefined;
    readonly 'overlap-hours'?: string | undefined;
  };
  readonly words: readonly string[];
}

const USAGE =
  '"tenant webhooks" takes list, events, add URL --events A,B, test ID, sent ID, again ID DELIVERY, rotate ID [--overlap-hours N], pause ID, resume ID or remove ID.';

/** `tenant webhooks`: where the team tells others what happens. Adding, changing and rotating need a fresh second factor. */
export async function teamWebhooks({ vault, values, words }: Asked): Promise<Said> {
  const admin = createTeamAdmin(openConnection(vault));
  const [what = 'list', id = '', deliveryId = ''] = words;
  if (!['list', 'events'].includes(what) && id === '') throw usage(USAGE);
  switch (what) {
    case 'list': {
      const webhooks = await admin.webhooks();
      const lines = webhooks.map(
        ({ webhookId, url, paused, events }) =>
          `${webhookId}  ${url}${paused ? '  paused' : ''}  ${events.join(',')}`,
      );
      const text = lines.length === 0 ? 'There are no webhooks.' : lines.join('\n');
      return { text, json: { webhooks } };
    }
    case 'events': {
      const lines = Object.entries(TEAM_EVENTS).map(([type, said]) => `${type.padEnd(24)} ${said}`);
      return { text: lines.join('\n'), json: { events: TEAM_EVENTS } };
    }
    case 'add': {
      const made = await admin.addWebhook({ url: id, events: eventsIn(values.events) });
      return { text: `${made.webhookId}\nsecret, told this once: ${made.secret}`, json: made };
    }
    case 'rotate': {
      const hours = values['overlap-hours'];
      const made = await admin.rotateWebhook(
        id,
        hours === undefined ? 24 : wholeNumber('--overlap-hours', hours, 0),
      );
      return { text: `secret, told this once: ${made.secret}`, json: made };
    }
    case 'test': {
      const told = await admin.testWebhook(id);
      return { text: 'Sent; "tenant webhooks sent" says what came of it.', json: told };
    }
    case 'sent': {
      const page = await admin.webhookDeliveries(id, null);
      const lines = page.deliveries.map(
        (one) =>
          `${one.deliveryId}  ${one.at}  ${one.type}  ${one.state} after ${one.tries} tries  ${one.said ?? ''}`,
      );
      const text = lines.length === 0 ? 'Nothing was sent yet.' : lines.join('\n');
      const dead = page.deliveries.some(({ state }) => state === 'dead');
      return { text, json: page, incomplete: dead };
    }
    case 'again': {
      if (deliveryId === '') throw usage(USAGE);
      await admin.sendWebhookAgain(id, deliveryId);
      return { text: 'Sent once more.', json: { webhookId: id, deliveryId } };
    }
    case 'pause':
    case 'resume': {
      const paused = what === 'pause';
      await admin.holdWebhook(id, paused);
      return { text: paused ? 'Paused.' : 'It is told again.', json: { webhookId: id, paused } };
    }
    case 'remove':
      await admin.removeWebhook(id);
      return { text: 'Removed.', json: { webhookId: id, removed: true } };
    default:
      throw usage(USAGE);
  }
}

function eventsIn(text: string | undefined): TeamEventType[] {
  const known = Object.keys(TEAM_EVENTS) as TeamEventType[];
  const named = text?.split(',').map((type) => type.trim()) ?? [];
  const events = known.filter((type) => named.includes(type));
  if (events.length > 0 && events.length === named.length) return events;
  throw usage(`--events takes some of ${known.join(', ')}.`);
}
