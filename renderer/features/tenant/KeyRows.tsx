import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnKey } from '#shared/sync/api-keys-api.ts';
import { formatRelative } from '../../ui/time.ts';
import { EndKeyDialog } from './EndKeyDialog.tsx';
import { RotateKeyDialog } from './RotateKeyDialog.tsx';
import type { MadeKey } from './ToldKey.tsx';
import classes from './TeamScreen.module.css';

interface Props {
  readonly keys: readonly OwnKey[];
  /** Whose they are; null: one's own. */
  readonly accountId: string | null;
  /** Told of a key that took another's place. */
  onMade(made: MadeKey): void;
}

/** The keys of one owner: what each is good for, how long, and when it was used; those that have ended when asked for. */
export function KeyRows({ keys, accountId, onMade }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const [rotating, setRotating] = useState<OwnKey | null>(null);
  const [ending, setEnding] = useState<OwnKey | null>(null);
  const live = keys.filter(({ ended }) => !ended);
  return (
    <>
      {live.length === 0 && <p className={classes['dim']}>{t('team.keys.none')}</p>}
      {(all ? keys : live).length > 0 && (
        <div className={classes['scroll']}>
          <table className={classes['rows']}>
            <thead>
              <tr>
                <th scope="col">{t('team.keys.name')}</th>
                <th scope="col">{t('team.keys.goodFor')}</th>
                <th scope="col">{t('team.keys.used')}</th>
                <th scope="col">{t('team.keys.ends')}</th>
                <th scope="col" aria-label={t('team.keys.actions')} />
              </tr>
            </thead>
            <tbody>
              {(all ? keys : live).map((key) => (
                <KeyRow
                  key={key.keyId}
                  of={key}
                  rotate={() => setRotating(key)}
                  end={() => setEnding(key)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {live.length < keys.length && (
        <Checkbox
          mt={4}
          size="xs"
          label={t('team.keys.all', { count: keys.length - live.length })}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      {rotating !== null && (
        <RotateKeyDialog
          of={rotating}
          accountId={accountId}
          onMade={onMade}
          onClose={() => setRotating(null)}
        />
      )}
      {ending !== null && (
        <EndKeyDialog of={ending} accountId={accountId} onClose={() => setEnding(null)} />
      )}
    </>
  );
}

function KeyRow({
  of: { keyId, name, scopes, expiresAt, ended, lastUsedOn },
  rotate,
  end,
}: {
  of: OwnKey;
  rotate: () => void;
  end: () => void;
}) {
  const { t } = useTranslation();
  const short = keyId.slice(0, 8);
  return (
    <tr className={ended ? classes['dim'] : undefined}>
      <td>
        {name} <code className={classes['dim']}>{short}</code>
      </td>
      <td>{scopes.join(', ')}</td>
      <td>{lastUsedOn ?? t('team.keys.never')}</td>
      <td title={expiresAt}>
        {ended ? t('team.keys.ended') : formatRelative(Date.parse(expiresAt) * 1000)}
      </td>
      <td>
        {!ended && (
          <>
            <Button
              size="compact-xs"
              variant="subtle"
              aria-label={t('team.keys.rotateNamed', { name, short })}
              onClick={rotate}
            >
              {t('team.keys.rotate')}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              aria-label={t('team.keys.endNamed', { name, short })}
              onClick={end}
            >
              {t('team.keys.end')}
            </Button>
          </>
        )}
      </td>
    </tr>
  );
}
