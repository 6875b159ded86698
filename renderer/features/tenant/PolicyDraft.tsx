import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LABELS, leaveOf, type Label } from '#shared/model/label.ts';
import { ALLOWANCES, type Allowance } from '#shared/model/provider.ts';
import {
  LEAVES,
  OPEN_POLICY,
  POLICY_WAYS,
  type PolicyWay,
  type TeamPolicy,
} from '#shared/model/team-policy.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './TeamScreen.module.css';

const LEFT = '';

/** The policy that goes into the next release: what each label lets out at most, kept as it is chosen. */
export function PolicyDraft() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data: own, error } = useCall('teamPack.ownPolicy', {}, { keep: true });
  const keep = useAction('teamPack.keepOwnPolicy');
  if (own === undefined) return <FailureNotice failure={error} />;
  const set = (policy: TeamPolicy | null): void =>
    keep.mutate(
      { policy },
      { onSuccess: () => void queries.invalidateQueries({ queryKey: ['teamPack.ownPolicy'] }) },
    );
  if (own === null) {
    return (
      <p>
        {t('team.policy.none')}{' '}
        <Button size="compact-xs" variant="default" onClick={() => set(OPEN_POLICY)}>
          {t('team.policy.write')}
        </Button>
      </p>
    );
  }
  const setProviders = (label: Label, value: Allowance | undefined): void => {
    const { [label]: _before, ...others } = own.providers;
    set({ ...own, providers: value === undefined ? others : { ...others, [label]: value } });
  };
  const setLeave = (label: Label, way: PolicyWay, value: (typeof LEAVES)[number] | undefined) => {
    const { [way]: _before, ...others } = own.leaving[label] ?? {};
    const ways = value === undefined ? others : { ...others, [way]: value };
    set({ ...own, leaving: { ...own.leaving, [label]: ways } });
  };
  return (
    <>
      <h3>{t('team.policy.title')}</h3>
      <p className={classes['dim']}>{t('team.policy.about')}</p>
      <div className={classes['scroll']}>
        <table className={classes['rows']}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.label')}</th>
              <th scope="col">{t('providers.policy')}</th>
              {POLICY_WAYS.map((way) => (
                <th key={way} scope="col">
                  {t(`privacy.ways.${way}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LABELS.map((label) => (
              <tr key={label}>
                <th scope="row">{t(`privacy.labels.${label}`)}</th>
                <td>
                  <NativeSelect
                    size="xs"
                    aria-label={t('team.policy.providersOf', { label })}
                    value={own.providers[label] ?? LEFT}
                    onChange={({ currentTarget: { value } }) =>
                      setProviders(
                        label,
                        ALLOWANCES.find((known) => known === value),
                      )
                    }
                    data={[
                      { value: LEFT, label: t('team.policy.left') },
                      ...ALLOWANCES.filter((value) => value !== 'any').map((value) => ({
                        value,
                        label: t(`providers.allowances.${value}`),
                      })),
                    ]}
                  />
                </td>
                {POLICY_WAYS.map((way) => (
                  <td key={way}>
                    <NativeSelect
                      size="xs"
                      aria-label={t('team.policy.wayOf', {
                        label,
                        way: t(`privacy.ways.${way}`),
                      })}
                      value={own.leaving[label]?.[way] ?? LEFT}
                      onChange={({ currentTarget: { value } }) =>
                        setLeave(
                          label,
                          way,
                          LEAVES.find((known) => known === value),
                        )
                      }
                      data={[
                        { value: LEFT, label: t('team.policy.left') },
                        // What is not stricter than what every desktop does would change nothing.
                        ...LEAVES.slice(LEAVES.indexOf(leaveOf(label, way)) + 1).map((value) => ({
                          value,
                          label: t(`privacy.leaves.${value}`),
                        })),
                      ]}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Checkbox
        mt="xs"
        label={t('team.policy.overrides')}
        checked={own.overrides}
        onChange={({ currentTarget: { checked } }) => set({ ...own, overrides: checked })}
      />
      <Button mt="xs" size="compact-xs" variant="subtle" onClick={() => set(null)}>
        {t('team.policy.drop')}
      </Button>
      <FailureNotice failure={keep.error ?? error} />
    </>
  );
}
