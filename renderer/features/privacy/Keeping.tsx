import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { CaseKeeping } from './case-privacy.ts';
import classes from './DataMapScreen.module.css';

/** How long the case is kept, and what holds it. */
export function Keeping({ keeping }: { keeping: CaseKeeping }) {
  const { t } = useTranslation();
  const set = useAction('privacy.setKeeping');
  const [until, setUntil] = useState(keeping.keepUntil ?? '');
  const [reason, setReason] = useState('');
  return (
    <div className={classes['page']}>
      {keeping.overdue && (
        <p className={classes['lasting']} role="status">
          {t('privacy.overdue')}
        </p>
      )}
      <form
        className={classes['form']}
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ keepUntil: until === '' ? null : until });
        }}
      >
        <Group gap={8} align="end">
          <TextInput
            size="xs"
            type="date"
            label={t('privacy.keepUntil')}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" disabled={until === (keeping.keepUntil ?? '')}>
            {t('privacy.save')}
          </Button>
        </Group>
        <p className={classes['hint']}>{t('privacy.keepUntilHint')}</p>
      </form>
      <section className={classes['form']} aria-label={t('privacy.hold')}>
        <h2 className={classes['title']}>{t('privacy.hold')}</h2>
        <p className={classes['hint']}>{t('privacy.holdText')}</p>
        {keeping.teamHold !== null && (
          <p>
            <strong>{t('privacy.onHold', { reason: keeping.teamHold.reason })}</strong>
            <br />
            {t('privacy.teamHold', { name: keeping.teamHold.by })}
          </p>
        )}
        {keeping.hold === null ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              set.mutate({ hold: reason }, { onSuccess: () => setReason('') });
            }}
          >
            <Group gap={8} align="end">
              <TextInput
                size="xs"
                className={classes['grow'] ?? ''}
                label={t('privacy.holdReason')}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <Button size="xs" type="submit" disabled={reason.trim() === ''}>
                {t('privacy.setHold')}
              </Button>
            </Group>
          </form>
        ) : (
          <Group gap={8}>
            <strong>{t('privacy.onHold', { reason: keeping.hold })}</strong>
            <Button size="xs" variant="default" onClick={() => set.mutate({ hold: null })}>
              {t('privacy.lift')}
            </Button>
          </Group>
        )}
      </section>
      <FailureNotice failure={set.error} />
    </div>
  );
}
