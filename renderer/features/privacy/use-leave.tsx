import { Checkbox, Text, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { leaveOf, type LeaveChoice, type LeavingWay } from '#shared/model/label.ts';
import { leaveUnder } from '#shared/model/team-policy.ts';
import { useCall } from '../../client/index.ts';
import { useTeamPolicy } from '../../ui/use-team-policy.ts';
import { labelOfSources } from './case-privacy.ts';

export interface LeaveOptions {
  /** What masking does here. */
  readonly maskText?: string | null;
  /** False: it leaves byte for byte, or not at all. */
  readonly maskable?: boolean;
}

/**
 * Asks how something leaves the case, of some sources (null: of all): masked or not, and why where its label is against it.
 * `refused`: as it is chosen it would not leave.
 */
export function useLeave(
  way: LeavingWay,
  sourceIds: readonly number[] | null,
  { maskText = null, maskable = true }: LeaveOptions = {},
): { readonly fields: ReactNode; readonly choice: LeaveChoice; readonly refused: boolean } {
  const { t } = useTranslation();
  const { data: keeping } = useCall('privacy.keeping', {}, { keep: true });
  const { data: list } = useCall('sources.list', {}, { keep: true });
  const [masked, setMasked] = useState(false);
  const [reason, setReason] = useState('');
  const label =
    keeping === undefined ? null : labelOfSources(keeping, list?.sources ?? [], sourceIds);
  const team = useTeamPolicy();
  const leave = label === null ? 'clear' : leaveUnder(team, label, way);
  const isOfTeam = team !== null && label !== null && leave !== leaveOf(label, way);
  const mayOverride = !isOfTeam || team.policy.overrides;
  const against = leave === 'refused' || (leave === 'masked' && !masked);
  const override = against && mayOverride && reason.trim() !== '' ? reason.trim() : null;
  return {
    choice: { masked, override },
    refused: against && override === null,
    fields: (
      <>
        {maskable && (
          <Checkbox
            size="xs"
            label={t('privacy.leave.mask')}
            description={maskText ?? t('privacy.leave.maskText')}
            checked={masked}
            onChange={(event) => setMasked(event.currentTarget.checked)}
          />
        )}
        {leave !== 'clear' && label !== null && (
          <Text size="xs" c="var(--level-warning)" role="status">
            {t(`privacy.leave.asks.${leave}`, {
              label: t(`privacy.labels.${label}`).toLowerCase(),
            })}{' '}
            {isOfTeam && t('setByTeam', { version: team.version })}
          </Text>
        )}
        {against && mayOverride && (
          <TextInput
            size="xs"
            label={t('privacy.leave.override')}
            description={t('privacy.leave.overrideText')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </>
    ),
  };
}
