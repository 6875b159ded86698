import { CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from './app-store.ts';
import classes from './Notices.module.css';

/** Messages that stay until they are read. */
export function Notices() {
  const { t } = useTranslation();
  const { notices, dismiss } = useApp();
  return (
    <div className={classes['notices']} role="log" aria-label={t('notices.label')}>
      {notices.map(({ id, kind, text, code }) => (
        <div
          key={id}
          className={classes['notice']}
          data-kind={kind}
          role={kind === 'error' ? 'alert' : 'status'}
        >
          <div>
            {text}
            {code !== undefined && <div className={classes['code']}>{code}</div>}
          </div>
          <CloseButton size="sm" aria-label={t('close')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  );
}
