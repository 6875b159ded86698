import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import classes from './TeamScreen.module.css';

const ago = (time: string): string => formatRelative(Date.parse(time) * 1000);

/** What was sent to a webhook, or is to be, and what came of it; each can be sent once more. */
export function WebhookDeliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data, error } = useCall(
    'tenant.webhookDeliveries',
    { webhookId, cursor },
    { keep: true },
  );
  const again = useAction('tenant.sendWebhookAgain');
  const look = (): void => {
    setCursor(null);
    void queries.invalidateQueries({ queryKey: ['tenant.webhookDeliveries'] });
  };
  return (
    <div>
      <table className={classes['rows']}>
        <tbody>
          {data?.deliveries.map(({ deliveryId, type, at, state, tries, said }) => (
            <tr key={deliveryId}>
              <td>
                {type} <span className={classes['dim']}>{ago(at)}</span>
              </td>
              <td>
                {t(`team.webhooks.states.${state}`)}
                {tries > 0 && (
                  <span className={classes['dim']}>
                    {' '}
                    {t('team.webhooks.tries', { count: tries })}
                    {state !== 'delivered' && ` ${said ?? ''}`}
                  </span>
                )}
              </td>
              <td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('team.webhooks.againNamed', { type })}
                  onClick={() => again.mutate({ webhookId, deliveryId }, { onSuccess: look })}
                >
                  {t('team.webhooks.again')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data?.deliveries.length === 0 && (
        <p className={classes['dim']}>{t('team.webhooks.nothing')}</p>
      )}
      <Button size="compact-xs" variant="subtle" onClick={look}>
        {t('team.factor.look')}
      </Button>
      {data !== undefined && data.next !== null && (
        <Button size="compact-xs" variant="subtle" onClick={() => setCursor(data.next)}>
          {t('team.jobs.older')}
        </Button>
      )}
      <FailureNotice failure={error ?? again.error} />
    </div>
  );
}
