/** What happens in a team that others can be told of, by its name in webhooks. Names never change; new ones are added. */
export const TEAM_EVENTS = {
  'deployment.requested': 'Somebody asked for a release to be put in force.',
  'deployment.started': 'A release is being put in force.',
  'deployment.promoted': 'A release is in force, and was watched to the end.',
  'deployment.rolled_back':
    'An environment is back at the release before, and promotion is paused.',
  'deployment.failed': 'A deployment could neither go on nor back.',
  'deployment.cancelled': 'A deployment that waited was ended.',
  'promotion.paused': 'Promotion to an environment was stopped.',
  'promotion.resumed': 'Promotion to an environment goes on.',
  'incident.opened': 'An incident was opened.',
  'incident.closed': 'An incident was closed.',
  'case.shared': 'A case was shared with the team server, which knows its id and not its name.',
  'case.archived': 'A case was archived: it is read only.',
  'case.brought_back': 'An archived case was brought back.',
  'case.deleted': 'A case was deleted from the team server.',
  'case.held': 'A legal hold was placed on a case: nothing of it is deleted.',
  'case.hold_lifted': 'The legal hold on a case was lifted.',
  'member.joined': 'Somebody joined the team.',
  'member.role_changed': 'A member has another role.',
  'member.left': 'A member was let go.',
  'api_key.created': 'A member made a key for a program.',
  'api_key.rotated': 'A key of a program was replaced; the one before is good for a while.',
  'api_key.revoked': 'A key of a program was ended.',
  'service_account.created': 'An admin made a service account: a program that is of no member.',
  'service_account.role_changed': 'A service account has another role.',
  'service_account.ended': 'A service account was ended, with all its keys.',
  'subscription.changed':
    'The team has another plan, more or fewer seats, or pays late or no more.',
  'limit.near': 'The team uses 80 % of something that its plan limits.',
  'limit.reached': 'The team uses all of something that its plan limits.',
  'webhook.test': 'Somebody tries whether a webhook arrives.',
} as const;

export type TeamEventType = keyof typeof TEAM_EVENTS;

/** Something that happened, and what it was about: ids, names and words, no secret. */
export interface TeamEvent {
  readonly type: TeamEventType;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}
