import { PasswordInput, SegmentedControl, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import classes from './TimelineScreen.module.css';

/** What opens a copy. */
export type Lock = Input<'custody.share'>['to'];

/** Asks for a passphrase of the copy, or for the colleague's key, of which it shows whose it is. */
export function CopyLock({ lock, onChange }: { lock: Lock; onChange(lock: Lock): void }) {
  const { t } = useTranslation();
  const text = lock.by === 'key' ? lock.text.trim() : '';
  const { data, error } = useCall('profile.readKey', { text }, { enabled: text !== '' });
  return (
    <>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t('timeline.share.opensWith')}
        value={lock.by}
        onChange={(by) =>
          onChange(by === 'key' ? { by, text: '' } : { by: 'passphrase', passphrase: '' })
        }
        data={[
          { value: 'passphrase', label: t('timeline.share.withPassphrase') },
          { value: 'key', label: t('timeline.share.withKey') },
        ]}
      />
      {lock.by === 'passphrase' ? (
        <PasswordInput
          data-autofocus
          required
          label={t('timeline.share.passphrase')}
          autoComplete="new-password"
          value={lock.passphrase}
          onChange={(event) =>
            onChange({ by: 'passphrase', passphrase: event.currentTarget.value })
          }
        />
      ) : (
        <>
          <Textarea
            required
            autosize
            minRows={2}
            label={t('timeline.share.key')}
            description={t('timeline.share.keyHint')}
            error={text !== '' && error !== null ? error.message : null}
            value={lock.text}
            onChange={(event) => onChange({ by: 'key', text: event.currentTarget.value })}
          />
          {text !== '' && data !== undefined && (
            <p className={classes['hint']} role="status">
              {t('timeline.share.keyOf', { name: data.name })}
              <br />
              <code>{data.fingerprint}</code>
            </p>
          )}
        </>
      )}
    </>
  );
}
