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
const SERVER_READS = ['masked', 'clear'] as const;
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
        <table className={classes['policy']}>
          <thead>
            <tr>
              <th scope="col">{t('privacy.label')}</th>
              {LABELS.map((label) => (
                <th key={label} scope="col">
                  {t(`privacy.labels.${label}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{t('team.policy.models')}</th>
              {LABELS.map((label) => (
                <ModelsCell key={label} label={label} policy={own} onSet={set} />
              ))}
            </tr>
            <tr>
              <th scope="row">{t('team.policy.serverReads')}</th>
              {LABELS.map((label) => (
                <ServerCell key={label} label={label} policy={own} onSet={set} />
              ))}
            </tr>
            {POLICY_WAYS.map((way) => (
              <tr key={way}>
                <th scope="row">{t(`privacy.ways.${way}`)}</th>
                {LABELS.map((label) => (
                  <WayCell key={label} label={label} way={way} policy={own} onSet={set} />
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

interface CellProps {
  readonly label: Label;
  readonly policy: TeamPolicy;
  readonly onSet: (policy: TeamPolicy) => void;
}

/** Which models may be asked about what a label protects. */
function ModelsCell({ label, policy, onSet }: CellProps) {
  const { t } = useTranslation();
  const choose = (value: Allowance | undefined): void => {
    const { [label]: _before, ...others } = policy.providers;
    onSet({ ...policy, providers: value === undefined ? others : { ...others, [label]: value } });
  };
  return (
    <td>
      <Choice
        name={t('team.policy.providersOf', { label })}
        chosen={policy.providers[label]}
        from={ALLOWANCES.filter((value) => value !== 'any')}
        words={(value) => t(`providers.allowances.${value}`)}
        onChoose={choose}
      />
    </td>
  );
}

/** Whether the team server may be let read raw logs that a label protects. */
function ServerCell({ label, policy, onSet }: CellProps) {
  const { t } = useTranslation();
  const choose = (value: (typeof SERVER_READS)[number] | undefined): void => {
    const { serverReads = {}, ...rest } = policy;
    const { [label]: _before, ...others } = serverReads;
    const reads = value === undefined ? others : { ...others, [label]: value };
    onSet(Object.keys(reads).length === 0 ? rest : { ...rest, serverReads: reads });
  };
  return (
    <td>
      <Choice
        name={t('team.policy.serverOf', { label })}
        chosen={policy.serverReads?.[label]}
        none={t('team.policy.serverNothing')}
        from={SERVER_READS}
        words={(value) => t(`team.policy.server.${value}`)}
        onChoose={choose}
      />
    </td>
  );
}

/** What leaves in a way of what a label protects. */
function WayCell({ label, way, policy, onSet }: CellProps & { readonly way: PolicyWay }) {
  const { t } = useTranslation();
  const choose = (value: Leave | undefined): void => {
    const { [way]: _before, ...others } = policy.leaving[label] ?? {};
    const ways = value === undefined ? others : { ...others, [way]: value };
    onSet({ ...policy, leaving: { ...policy.leaving, [label]: ways } });
  };
  return (
    <td>
      <Choice
        name={t('team.policy.wayOf', { label, way: t(`privacy.ways.${way}`) })}
        chosen={policy.leaving[label]?.[way]}
        // What is not stricter than what every desktop does would change nothing.
        from={LEAVES.slice(LEAVES.indexOf(leaveOf(label, way)) + 1)}
        words={(value) => t(`privacy.leaves.${value}`)}
        onChoose={choose}
      />
    </td>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly chosen: T | undefined;
  /** What no choice means, where that is not that it is left to each desktop. */
  readonly none?: string;
  readonly from: readonly T[];
  readonly words: (value: T) => string;
  /** Undefined: it is left to each desktop. */
  readonly onChoose: (value: T | undefined) => void;
}

function Choice<T extends string>(props: ChoiceProps<T>) {
  const { name, chosen, none, from, words, onChoose } = props;
  const { t } = useTranslation();
  return (
    <NativeSelect
      size="xs"
      miw={136}
      rightSectionWidth={24}
      aria-label={name}
      value={chosen ?? LEFT}
      onChange={({ currentTarget: { value } }) => onChoose(from.find((known) => known === value))}
      data={[
        { value: LEFT, label: none ?? t('team.policy.left') },
        ...from.map((value) => ({ value, label: words(value) })),
      ]}
    />
  );
}
