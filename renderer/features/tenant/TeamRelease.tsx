import { Alert, Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { PolicyDraft } from './PolicyDraft.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type State = Output<'teamPack.state'>;

const KINDS = ['rules', 'formats', 'playbooks', 'policies'] as const;
const NONE = 'none';

/** Rules, formats and playbooks of the team: which environment this profile follows, and what it has from there. */
export function TeamRelease({ mayRelease }: { mayRelease: boolean }) {
  const { t } = useTranslation();
  const { data: state, error } = useCall('teamPack.state', {}, { keep: true });
  if (state === undefined) return <FailureNotice failure={error} />;
  return (
    <Section title={t('team.release.title')}>
      <p className={classes['dim']}>{t('team.release.about')}</p>
      <Following state={state} />
      <InForce state={state} />
      {mayRelease && <MakeRelease />}
    </Section>
  );
}

function Following({ state: { follows } }: { state: State }) {
  const { t } = useTranslation();
  const { data: board, error } = useCall('deployments.board', {}, { keep: true });
  const follow = useAction('teamPack.follow');
  const look = useAction('teamPack.look');
  const environments = (board?.environments ?? [])
    .filter(({ executor }) => executor.kind === 'desktops')
    .map(({ environmentId, name }) => ({ environmentId, name }));
  // Offline the one that is followed is known all the same.
  if (
    follows !== null &&
    !environments.some(({ environmentId }) => environmentId === follows.environmentId)
  ) {
    environments.push({ environmentId: follows.environmentId, name: follows.environment });
  }
  if (environments.length === 0 && board !== undefined) {
    return <p>{t('team.release.noEnvironment')}</p>;
  }
  return (
    <>
      <div className={classes['inline']}>
        <Select
          flex={1}
          label={t('team.release.follows')}
          data={[
            { value: NONE, label: t('team.release.followsNone') },
            ...environments.map(({ environmentId, name }) => ({
              value: environmentId,
              label: name,
            })),
          ]}
          value={follows?.environmentId ?? NONE}
          allowDeselect={false}
          disabled={follow.isPending}
          onChange={(value) =>
            follow.mutate({
              environment:
                environments.find(({ environmentId }) => environmentId === value) ?? null,
            })
          }
        />
        {follows !== null && (
          <Button variant="default" loading={look.isPending} onClick={() => look.mutate({})}>
            {t('team.release.look')}
          </Button>
        )}
      </div>
      <FailureNotice failure={follow.error ?? look.error ?? error} />
    </>
  );
}

function InForce({ state }: { state: State }) {
  const { t } = useTranslation();
  const trust = useAction('teamPack.trust');
  const { follows, inForce, offered, trouble, hiddenPlaybooks } = state;
  return (
    <div aria-live="polite">
      {inForce !== null && (
        <p className={classes['said']}>
          <strong>{t('team.release.inForce', { version: inForce.version })}</strong>{' '}
          {t('team.release.signedBy', {
            name: inForce.by.name,
            ago: formatRelative(Date.parse(inForce.at) * 1000),
          })}{' '}
          {KINDS.filter((kind) => inForce.counts[kind] > 0)
            .map((kind) => t(`team.release.count.${kind}`, { count: inForce.counts[kind] }))
            .join(', ')}
        </p>
      )}
      {inForce === null && follows !== null && offered === null && (
        <p className={classes['said']}>{t('team.release.nothing')}</p>
      )}
      {inForce !== null && hiddenPlaybooks.length > 0 && (
        <p className={classes['dim']}>
          {t('team.release.hidden', { titles: hiddenPlaybooks.join(', ') })}
        </p>
      )}
      {offered !== null && (
        <Alert
          mt="sm"
          color="yellow"
          title={t('team.release.offered', { version: offered.version, name: offered.by.name })}
        >
          <p>{t('team.release.compare', { name: offered.by.name })}</p>
          <code className={classes['print']}>{offered.by.key}</code>
          <Button
            size="xs"
            loading={trust.isPending}
            onClick={() => trust.mutate({ key: offered.by.key })}
          >
            {t('team.release.trust')}
          </Button>
        </Alert>
      )}
      {trouble !== null && (
        <Alert mt="sm" color="red" title={t('team.release.trouble')}>
          {trouble}
        </Alert>
      )}
      <FailureNotice failure={trust.error} />
    </div>
  );
}

/** Makes a release of what the analyst wrote herself. */
function MakeRelease() {
  const { t } = useTranslation();
  const make = useAction('teamPack.make');
  const [version, setVersion] = useState('');
  const [kinds, setKinds] = useState<string[]>([...KINDS]);
  const chosen = KINDS.filter((kind) => kinds.includes(kind));
  return (
    <>
      <h3>{t('team.release.make')}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ version, kinds: chosen });
        }}
      >
        <Checkbox.Group label={t('team.release.of')} value={kinds} onChange={setKinds}>
          <div className={classes['inline']}>
            {KINDS.map((kind) => (
              <Checkbox key={kind} value={kind} label={t(`team.release.kinds.${kind}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <div className={classes['inline']}>
          <TextInput
            flex={1}
            label={t('team.release.version')}
            placeholder="1.0.0"
            value={version}
            onChange={(event) => setVersion(event.currentTarget.value.trim())}
          />
          <Button
            type="submit"
            variant="default"
            disabled={version === '' || chosen.length === 0}
            loading={make.isPending}
          >
            {t('team.release.sign')}
          </Button>
        </div>
      </form>
      {chosen.includes('policies') && <PolicyDraft />}
      <FailureNotice failure={make.error} />
      {make.data !== undefined && (
        <p className={classes['said']} role="status">
          {t('team.release.made', { version: make.data.version })}
        </p>
      )}
    </>
  );
}
