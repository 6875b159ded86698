import { Button, Checkbox, Group, Modal, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { StepUpNotice } from '../tenant/index.ts';
import classes from './DeploymentsScreen.module.css';
import { EnvironmentChanged, useNeedsIdle } from './EnvironmentChanged.tsx';
import { useBoardAction, type Board, type Environment } from './use-board.ts';

type Draft = Input<'deployments.setEnvironment'>;
type Kind = Draft['executor']['kind'];
type Policy = Draft['policy'];

const KINDS = ['process', 'helm', 'kubectl', 'github', 'webhook', 'desktops'] as const;

const FIRST: Policy = {
  production: false,
  approvals: 0,
  stepUp: false,
  earlierFirst: true,
  noIncidents: true,
  observeSeconds: 300,
  everySeconds: 10,
  failedChecks: 3,
  healthUrl: null,
  errorRate: { times: 2, fromRequests: 100 },
  newIssues: null,
};

/** An executor of each kind, to be filled in. */
const EMPTY: { readonly [K in Kind]: Extract<Draft['executor'], { kind: K }> } = {
  process: { kind: 'process', artefact: '', port: 8080, readyPath: '/' },
  helm: { kind: 'helm', release: '', namespace: 'default', artefact: '' },
  kubectl: { kind: 'kubectl', deployment: '', namespace: 'default', container: '', artefact: '' },
  github: { kind: 'github', repository: '', workflow: '', ref: 'main' },
  webhook: { kind: 'webhook', url: '' },
  desktops: { kind: 'desktops' },
};

/** Adds an environment, or changes one: how something gets there, and what must hold for that. */
export function EnvironmentDialog({
  board,
  environment: now,
  onClose,
}: {
  board: Board;
  environment: Environment | null;
  onClose(): void;
}) {
  const { t } = useTranslation();
  // As she reads it, also while the board goes on.
  const [environment] = useState(now);
  const [name, setName] = useState(environment?.name ?? '');
  const [policy, setPolicy] = useState<Policy>(environment?.policy ?? FIRST);
  const [executor, setExecutor] = useState<Draft['executor']>(
    environment?.executor ?? EMPTY.process,
  );
  const [secret, setSecret] = useState('');
  const set = useBoardAction('deployments.setEnvironment', onClose);
  const needsIdle = useNeedsIdle();
  const isReady = name.trim() !== '' && Object.values(executor).every((value) => value !== '');
  const told = secret === '' ? {} : { secret };
  const save = (): void => set.mutate({ name, policy, executor, ...told, was: environment });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={environment?.name ?? t('deployments.addEnvironment')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save();
        }}
      >
        <TextInput
          label={t('deployments.form.name')}
          value={name}
          readOnly={environment !== null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ExecutorFields executor={executor} onChange={setExecutor} />
        {(executor.kind === 'github' || executor.kind === 'webhook') && (
          <TextInput
            mt="xs"
            type="password"
            autoComplete="off"
            label={t('deployments.form.secret')}
            description={t('deployments.form.secretHint')}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        <PolicyFields policy={policy} onChange={setPolicy} />
        <StepUpNotice
          failure={set.error}
          retry={save}
          changed={
            <EnvironmentChanged
              board={board}
              failure={set.error}
              meaning={needsIdle}
              wants={
                environment && {
                  ...environment,
                  name,
                  policy,
                  executor: executor as Environment['executor'],
                }
              }
              write={(was, wanted) =>
                set.mutate({
                  name: wanted.name,
                  policy: wanted.policy,
                  executor: wanted.executor,
                  ...told,
                  was,
                })
              }
              take={onClose}
            />
          }
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('deployments.leave')}
          </Button>
          <Button type="submit" disabled={!isReady} loading={set.isPending}>
            {t('deployments.form.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

function ExecutorFields({
  executor,
  onChange,
}: {
  executor: Draft['executor'];
  onChange(executor: Draft['executor']): void;
}) {
  const { t } = useTranslation();
  const fields = Object.entries(executor).filter(([field]) => field !== 'kind');
  return (
    <fieldset className={classes['fields']}>
      <legend>{t('deployments.form.how')}</legend>
      <Select
        label={t('deployments.form.kind')}
        data={KINDS.map((kind) => ({ value: kind, label: t(`deployments.form.kinds.${kind}`) }))}
        value={executor.kind}
        allowDeselect={false}
        onChange={(kind) => onChange(EMPTY[KINDS.find((known) => known === kind) ?? 'process'])}
      />
      {fields.map(([field, value]) =>
        typeof value === 'number' ? (
          <NumberInput
            size="xs"
            key={field}
            label={t(`deployments.form.field.${field}`)}
            value={value}
            min={0}
            max={65_535}
            onChange={(next) => onChange({ ...executor, [field]: Number(next) })}
          />
        ) : (
          <TextInput
            key={field}
            label={t(`deployments.form.field.${field}`)}
            value={String(value)}
            onChange={(event) => onChange({ ...executor, [field]: event.currentTarget.value })}
          />
        ),
      )}
    </fieldset>
  );
}

const YES_OR_NO = ['production', 'earlierFirst', 'noIncidents', 'stepUp'] as const;
const NUMBERS = [
  ['approvals', 0, 10],
  ['observeSeconds', 0, 86_400],
  ['everySeconds', 1, 3600],
  ['failedChecks', 1, 100],
] as const;

function PolicyFields({ policy, onChange }: { policy: Policy; onChange(policy: Policy): void }) {
  const { t } = useTranslation();
  const { errorRate, newIssues } = policy;
  return (
    <fieldset className={classes['fields']}>
      <legend>{t('deployments.form.when')}</legend>
      {YES_OR_NO.map((field) => (
        <Checkbox
          key={field}
          label={t(`deployments.form.policy.${field}`)}
          checked={policy[field]}
          onChange={(event) => onChange({ ...policy, [field]: event.currentTarget.checked })}
        />
      ))}
      {NUMBERS.map(([field, min, max]) => (
        <NumberInput
          size="xs"
          key={field}
          label={t(`deployments.form.policy.${field}`)}
          value={policy[field]}
          min={min}
          max={max}
          onChange={(value) => onChange({ ...policy, [field]: Number(value) })}
        />
      ))}
      <TextInput
        label={t('deployments.form.policy.healthUrl')}
        placeholder="https://shop.example/health"
        value={policy.healthUrl ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...policy, healthUrl: value === '' ? null : value })
        }
      />
      <NumberInput
        size="xs"
        label={t('deployments.form.policy.errorRate')}
        value={errorRate?.times ?? ''}
        min={1}
        onChange={(value) =>
          onChange({
            ...policy,
            errorRate:
              value === ''
                ? null
                : { times: Number(value), fromRequests: errorRate?.fromRequests ?? 100 },
          })
        }
      />
      <NumberInput
        size="xs"
        label={t('deployments.form.policy.newIssues')}
        value={newIssues ?? ''}
        min={0}
        onChange={(value) =>
          onChange({ ...policy, newIssues: value === '' ? null : Number(value) })
        }
      />
    </fieldset>
  );
}
