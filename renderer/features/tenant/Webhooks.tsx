import { Alert, Button, Group, MultiSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { TEAM_EVENTS, type TeamEventType } from '#shared/webhooks/team-events.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ChangedNotice } from './ChangedNotice.tsx';
import { Section } from './Section.tsx';
import { StepUpNotice } from './StepUpNotice.tsx';
import { WebhookDeliveries } from './WebhookDeliveries.tsx';
import classes from './TeamScreen.module.css';

type Webhook = Output<'tenant.webhooks'>[number];

const TYPES = Object.keys(TEAM_EVENTS) as TeamEventType[];
/** The secret before goes on signing for a day, in which the receiver learns the new one. */
const OVERLAP_HOURS = 24;

/** Parts of a webhook that two may have changed. */
const CHANGED = {
  url: 'team.webhooks.address',
  events: 'team.webhooks.events',
  paused: 'team.webhooks.pausedPart',
} as const;

/** Where the team tells others what happens: addresses, what each is told, and what became of it. */
export function Webhooks() {
  const { t } = useTranslation();
  const { data: webhooks = [], error } = useCall('tenant.webhooks', {}, { keep: true });
  return (
    <Section title={t('team.webhooks.title')}>
      <p className={classes['dim']}>{t('team.webhooks.about')}</p>
      <ul className={classes['list']}>
        {webhooks.map((webhook) => (
          <WebhookRow key={webhook.webhookId} webhook={webhook} />
        ))}
      </ul>
      <FailureNotice failure={error} />
      <AddWebhook />
    </Section>
  );
}

/** Looks again at the webhooks when one of them was changed. */
function useLookAgain(): { onSuccess: () => void } {
  const queries = useQueryClient();
  return {
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['tenant.webhooks'] });
      void queries.invalidateQueries({ queryKey: ['tenant.webhookDeliveries'] });
    },
  };
}

function WebhookRow({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation();
  const looked = useLookAgain();
  const [shows, setShows] = useState(false);
  const change = useAction('tenant.changeWebhook');
  const remove = useAction('tenant.removeWebhook');
  const rotate = useAction('tenant.rotateWebhook');
  const test = useAction('tenant.testWebhook');
  const { webhookId, url, events, paused } = webhook;
  const named = (what: string): string => t(`team.webhooks.${what}Named`, { url });
  return (
    <li>
      <span className={classes['print']}>{url}</span>
      <span className={classes['dim']}>
        {paused && `${t('team.webhooks.paused')} · `}
        {events.length === TYPES.length ? t('team.webhooks.everything') : events.join(', ')}
      </span>
      <Group gap="xs" my={4}>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={named('test')}
          loading={test.isPending}
          onClick={() => {
            setShows(true);
            test.mutate({ webhookId }, looked);
          }}
        >
          {t('team.webhooks.test')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          aria-expanded={shows}
          aria-label={named('sent')}
          onClick={() => setShows(!shows)}
        >
          {t('team.webhooks.sent')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={named(paused ? 'resume' : 'pause')}
          onClick={() => change.mutate({ url, events, paused: !paused, was: webhook }, looked)}
        >
          {t(paused ? 'team.webhooks.resume' : 'team.webhooks.pause')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={named('rotate')}
          onClick={() => rotate.mutate({ webhookId, overlapHours: OVERLAP_HOURS }, looked)}
        >
          {t('team.webhooks.rotate')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="red"
          aria-label={named('remove')}
          onClick={() => remove.mutate({ webhookId }, looked)}
        >
          {t('team.webhooks.remove')}
        </Button>
      </Group>
      <StepUpNotice
        failure={change.error}
        retry={() => change.variables && change.mutate(change.variables, looked)}
        changed={
          <ChangedNotice<Webhook>
            failure={change.error}
            wants={change.variables ? { ...webhook, paused: change.variables.paused } : null}
            label={(part) => (part in CHANGED ? t(CHANGED[part as keyof typeof CHANGED]) : null)}
            write={(was, { url: to, events: of, paused: stops }) =>
              change.mutate({ url: to, events: of, paused: stops, was }, looked)
            }
            take={() => {
              change.reset();
              looked.onSuccess();
            }}
          />
        }
      />
      <StepUpNotice
        failure={rotate.error}
        retry={() => rotate.variables && rotate.mutate(rotate.variables, looked)}
      />
      <FailureNotice failure={remove.error ?? test.error} />
      {rotate.data !== undefined && (
        <Secret secret={rotate.data.secret} text={t('team.webhooks.rotated')} />
      )}
      {shows && <WebhookDeliveries webhookId={webhookId} />}
    </li>
  );
}

function AddWebhook() {
  const { t } = useTranslation();
  const looked = useLookAgain();
  const add = useAction('tenant.addWebhook');
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<TeamEventType[]>([]);
  const done = {
    onSuccess: () => {
      looked.onSuccess();
      setUrl('');
      setEvents([]);
    },
  };
  return (
    <>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ url, events }, done);
        }}
      >
        <TextInput
          flex={1}
          miw={200}
          type="url"
          label={t('team.webhooks.address')}
          placeholder="https://"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <MultiSelect
          flex={1}
          miw={200}
          searchable
          size="xs"
          label={t('team.webhooks.events')}
          data={TYPES}
          value={events}
          onChange={(chosen) => setEvents(TYPES.filter((type) => chosen.includes(type)))}
        />
        <Button
          type="submit"
          variant="default"
          disabled={url === '' || events.length === 0}
          loading={add.isPending}
        >
          {t('team.webhooks.add')}
        </Button>
      </form>
      <StepUpNotice
        failure={add.error}
        retry={() => add.variables && add.mutate(add.variables, done)}
      />
      {add.data !== undefined && (
        <Secret secret={add.data.secret} text={t('team.webhooks.secret')} />
      )}
    </>
  );
}

function Secret({ secret, text }: { secret: string; text: string }) {
  return (
    <Alert mt="sm" color="gray" role="status">
      {text}
      <code className={classes['print']}>{secret}</code>
    </Alert>
  );
}
