import { expect, test } from 'vitest';
import { IN_CLEAR } from '#shared/model/label.ts';
import { OPEN_POLICY, type PolicyInForce } from '#shared/model/team-policy.ts';
import { mayLeave, type Labelled } from '../../../main/may-leave.ts';

const team = (overrides: boolean): PolicyInForce => ({
  version: '1.4',
  policy: { ...OPEN_POLICY, leaving: { internal: { share: 'masked' } }, overrides },
});

/** A case that is internal, and what its journal says of overrides. */
function internalCase(policy: PolicyInForce | null): Labelled & { readonly reasons: string[] } {
  const reasons: string[] = [];
  return {
    reasons,
    sources: () => [],
    caseValues: () => Promise.resolve({}),
    sourceLabels: () => Promise.resolve(new Map()),
    teamPolicy: () => policy,
    append({ payload }) {
      reasons.push(JSON.stringify(payload));
      return Promise.resolve('');
    },
  };
}

const share = (open: Labelled, choice = IN_CLEAR) => mayLeave(open, 'share', null, choice);
const because = { masked: false, override: 'the police asked' };

test("what only the team's policy refuses is refused in its name, and leaves masked", async () => {
  await share(internalCase(null));
  const open = internalCase(team(true));
  await expect(share(open)).rejects.toMatchObject({
    code: 'LABEL_NEEDS_MASKING',
    message: expect.stringContaining("set by your team's release 1.4"),
  });
  await share(open, { masked: true, override: null });
  await mayLeave(open, 'export', null, IN_CLEAR);
  expect(open.reasons).toEqual([]);
});

test('a reason lets it out where the policy leaves that to people, and nowhere else', async () => {
  const open = internalCase(team(true));
  await share(open, because);
  expect(open.reasons).toEqual([expect.stringContaining('the police asked')]);
  const strict = internalCase(team(false));
  const refused = share(strict, because);
  await expect(refused).rejects.toMatchObject({ code: 'LABEL_NEEDS_MASKING' });
  await expect(refused).rejects.toThrow(/^((?!override).)*$/);
  expect(strict.reasons).toEqual([]);
});
