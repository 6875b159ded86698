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
type Leave = (typeof LEAVES)[number];

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
              <LabelRow key={label} label={label} policy={own} onSet={set} />
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

interface RowProps {
  readonly label: Label;
  readonly policy: TeamPolicy;
  readonly onSet: (policy: TeamPolicy) => void;
}

/** What a label lets out: to providers, and in each way. */
function LabelRow({ label, policy, onSet }: RowProps) {
  const { t } = useTranslation();
  const setProviders = (value: Allowance | undefined): void => {
    const { [label]: _before, ...others } = policy.providers;
    onSet({ ...policy, providers: value === undefined ? others : { ...others, [label]: value } });
  };
  const setLeave = (way: PolicyWay, value: Leave | undefined): void => {
    const { [way]: _before, ...others } = policy.leaving[label] ?? {};
    const ways = value === undefined ? others : { ...others, [way]: value };
    onSet({ ...policy, leaving: { ...policy.leaving, [label]: ways } });
  };
  return (
    <tr>
      <th scope="row">{t(`privacy.labels.${label}`)}</th>
      <td>
        <Choice
          name={t('team.policy.providersOf', { label })}
          chosen={policy.providers[label]}
          from={ALLOWANCES.filter((value) => value !== 'any')}
          words={(value) => t(`providers.allowances.${value}`)}
          onChoose={setProviders}
        />
      </td>
      {POLICY_WAYS.map((way) => (
        <td key={way}>
          <Choice
            name={t('team.policy.wayOf', { label, way: t(`privacy.ways.${way}`) })}
            chosen={policy.leaving[label]?.[way]}
            // What is not stricter than what every desktop does would change nothing.
            from={LEAVES.slice(LEAVES.indexOf(leaveOf(label, way)) + 1)}
            words={(value) => t(`privacy.leaves.${value}`)}
            onChoose={(value) => setLeave(way, value)}
          />
        </td>
      ))}
    </tr>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly chosen: T | undefined;
  readonly from: readonly T[];
  readonly words: (value: T) => string;
  /** Undefined: it is left to each desktop. */
  readonly onChoose: (value: T | undefined) => void;
}

function Choice<T extends string>({ name, chosen, from, words, onChoose }: ChoiceProps<T>) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      aria-label={name}
      value={chosen ?? LEFT}
      onChange={({ currentTarget: { value } }) => onChoose(from.find((known) => known === value))}
      data={[
        { value: LEFT, label: t('team.policy.left') },
        ...from.map((value) => ({ value, label: words(value) })),
      ]}
    />
  );
}
