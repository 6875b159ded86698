import { Alert, Anchor, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useSignIn } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type State = Output<'tenant.state'>;

/** Which server this profile works with, and who is signed in there. */
export function Connection({ connection }: { connection: State['connection'] }) {
  const { t } = useTranslation();
  const [changes, setChanges] = useState(false);
  if (connection === null || changes) {
    return (
      <Section title={t('team.server')}>
        <Connect connected={() => setChanges(false)} />
      </Section>
    );
  }
  return (
    <Section title={t('team.server')}>
      <p>{connection.url}</p>
      {connection.signedIn ? <SignedIn who={connection.who} /> : <SignIn />}
      <div>
        <Button mt="xs" ms={-15} variant="subtle" size="xs" onClick={() => setChanges(true)}>
          {t('team.another')}
        </Button>
      </div>
    </Section>
  );
}

function Connect({ connected }: { connected: () => void }) {
  const { t } = useTranslation();
  const look = useAction('tenant.look');
  const connect = useAction('tenant.connect');
  const [url, setUrl] = useState('');
  const shown = look.data;
  return (
    <>
      <p className={classes['dim']}>{t('team.about')}</p>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          look.mutate({ url });
        }}
      >
        <TextInput
          flex={1}
          label={t('team.address')}
          placeholder="https://server.example:7443/t/team"
          value={url}
          onChange={(event) => {
            setUrl(event.currentTarget.value);
            look.reset();
          }}
        />
        <Button type="submit" variant="default" disabled={url === ''} loading={look.isPending}>
          {t('team.look')}
        </Button>
      </form>
      <FailureNotice failure={look.error} />
      {shown !== undefined && (
        <Alert mt="sm" color="gray" title={t('team.certificate')}>
          {t(shown.trusted ? 'team.trusted' : 'team.compare')}
          <code className={classes['print']}>{grouped(shown.fingerprint)}</code>
          <Button
            size="xs"
            loading={connect.isPending}
            onClick={() =>
              connect.mutate(
                { url: shown.url, fingerprint: shown.fingerprint },
                { onSuccess: connected },
              )
            }
          >
            {t(shown.trusted ? 'team.connect' : 'team.connectSame')}
          </Button>
        </Alert>
      )}
      <FailureNotice failure={connect.error} />
    </>
  );
}

/** In fours, as a person compares it. */
const grouped = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/g, '$1 ');

function SignIn() {
  const { t } = useTranslation();
  const { begin, cancel, page, isWaiting, failure } = useSignIn('tenant.signIn');
  return (
    <>
      {isWaiting ? (
        <p role="status">
          {t('team.waiting')}{' '}
          {page?.code != null && (
            <>
              {t('team.elsewhere')} <code>{page.page}</code> {t('team.type')}{' '}
              <strong className={classes['code']}>{page.code}</strong>
            </>
          )}
          {page !== null && page.code === null && !page.opened && (
            <Anchor href={page.page} target="_blank" rel="noreferrer">
              {t('team.openPage')}
            </Anchor>
          )}
        </p>
      ) : (
        <p className={classes['dim']}>{t('team.signedOut')}</p>
      )}
      {isWaiting ? (
        <Button variant="default" onClick={cancel}>
          {t('team.cancel')}
        </Button>
      ) : (
        <>
          <Button onClick={() => begin({ way: 'browser', stepUp: false })}>
            {t('team.signIn')}
          </Button>{' '}
          <Button variant="subtle" onClick={() => begin({ way: 'code', stepUp: false })}>
            {t('team.signInElsewhere')}
          </Button>
        </>
      )}
      <FailureNotice failure={failure} />
    </>
  );
}

function SignedIn({ who }: { who: NonNullable<State['connection']>['who'] }) {
  const { t } = useTranslation();
  const { mutate: signOut } = useAction('tenant.signOut');
  return (
    <>
      <p>
        {who === null
          ? t('team.signedIn')
          : t('team.signedInAs', { ...who, role: t(`team.roles.${who.role}`) })}
      </p>
      <Button variant="default" onClick={() => signOut({})}>
        {t('team.signOut')}
      </Button>
    </>
  );
}
