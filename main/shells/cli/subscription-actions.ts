import type { Limited, Subscription } from '#shared/subscriptions/subscription-api.ts';
import {
  createTeamAdmin,
  fetchLicence,
  forgetLicence,
  keptLicence,
  openConnection,
} from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage, wholeNumber } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: { readonly seats?: string | undefined };
  readonly words: readonly string[];
}

const NAMES: Readonly<Record<Limited, string>> = {
  seats: 'seats',
  storageBytes: 'bytes of storage',
  aiTokens: 'AI tokens this month',
};

/** `tenant licence [fetch | forget]`: how the licence of the team stands on this machine, without asking the server. */
export async function teamLicence({ vault, words }: Asked): Promise<Said> {
  const connection = openConnection(vault);
  const [what = 'show', more] = words;
  if (!['show', 'fetch', 'forget'].includes(what) || more !== undefined) {
    throw usage('"tenant licence" takes fetch or forget.');
  }
  if (what === 'forget') forgetLicence(vault, connection);
  const now = new Date();
  const state = await (what === 'fetch'
    ? fetchLicence(vault, connection, { tokens: [], now })
    : keptLicence(vault, connection, now));
  const { standing, said, plan, until } = state;
  const text =
    said ??
    (standing === 'unlimited'
      ? 'The server has no billing, and limits nothing.'
      : `${plan}, known here until ${until}.`);
  return { text, json: state };
}

/** `tenant plan [buy PLAN --seats N | bills]`: what the team uses of its plan, and where it is paid for. */
export async function teamPlan({ vault, values, words }: Asked): Promise<Said> {
  const admin = createTeamAdmin(openConnection(vault));
  const [what = 'show', plan, more] = words;
  if (what === 'buy' && plan !== undefined && more === undefined && values.seats !== undefined) {
    const page = await admin.checkout({ plan, seats: wholeNumber('--seats', values.seats, 1) });
    return { text: `Buy it at ${page}`, json: { page } };
  }
  if (what === 'bills' && plan === undefined) {
    const page = await admin.billingPortal();
    return { text: `Look after it at ${page}`, json: { page } };
  }
  if (what !== 'show' || plan !== undefined) {
    throw usage('"tenant plan" takes buy PLAN --seats N, or bills.');
  }
  return shownPlan(await admin.subscription());
}

function shownPlan(team: Subscription): Said {
  if (team === null) {
    const text = 'The server has no billing, and limits nothing.';
    return { text, json: { subscription: null } };
  }
  const warned = new Map(team.warnings.map((one) => [one.limit, one.percent]));
  const lines = (Object.keys(NAMES) as Limited[]).map((limit) => {
    const most = team.limits[limit];
    const mark = warned.has(limit) ? `  (${warned.get(limit)} % reached)` : '';
    return `${team.usage[limit]} of ${most ?? 'any number of'} ${NAMES[limit]}${mark}`;
  });
  const until = team.paidUntil === null ? '' : `, paid until ${team.paidUntil}`;
  const offers = team.offers.map(({ plan, title }) => `can be bought: ${plan}  ${title}`);
  const text = [`${team.title} (${team.standing}${until})`, ...lines, ...offers].join('\n');
  return { text, json: { subscription: team } };
}
