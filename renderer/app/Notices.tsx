import { Button, CloseButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, type Notice } from './app-store.ts';
import classes from './Notices.module.css';

/** Long enough to be read, short enough not to lie over what is worked on. */
const SHOWN_MS = 6000;

/** Messages: errors stay until they are closed, others leave by themselves unless they are pointed at. */
export function Notices() {
  const { t } = useTranslation();
  const notices = useApp((state) => state.notices);
  return (
    <div className={classes['notices']} role="log" aria-label={t('notices.label')}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice: { id, kind, text, code, action } }: { readonly notice: Notice }) {
  const { t } = useTranslation();
  const dismiss = useApp((state) => state.dismiss);
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (kind === 'error' || isHeld) return undefined;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [dismiss, id, isHeld, kind]);
  return (
    <div
      className={classes['notice']}
      data-kind={kind}
      role={kind === 'error' ? 'alert' : 'status'}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div>
        {text}
        {code !== undefined && <div className={classes['code']}>{code}</div>}
        {action !== undefined && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => {
              action.run();
              dismiss(id);
            }}
          >
            {action.title}
          </Button>
        )}
      </div>
      <CloseButton size="sm" aria-label={t('close')} onClick={() => dismiss(id)} />
    </div>
  );
}
