import { Button, Group } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeavingShown } from '#shared/model/leaving.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './AssistantScreen.module.css';
import { LeavingDiff } from './LeavingDiff.tsx';

const PSEUDONYM = /\b[a-z]+-[bcdfghjklmnpqrstvwxz]{12}(?:@masked\.example)?/g;
const LASTING = ['once', 'question', 'case'] as const;
const ONCE = ['once'] as const;

/** What should leave the machine, as it will be sent, beside what it says here; and whether it may. */
export function LeavingView({ leaving }: { leaving: LeavingShown }) {
  const { t } = useTranslation();
  const { mutate: decide, isPending, error } = useAction('assistant.decide');
  const { id, kind, provider, model, host, size, body, local } = leaving;
  const masked = useMemo(() => {
    // What reads the same on this machine stands for nothing.
    const plain = new Set(local.match(PSEUDONYM) ?? []);
    return [...new Set(body.match(PSEUDONYM) ?? [])].filter((one) => !plain.has(one)).length;
  }, [body, local]);
  const sides = useMemo(() => ({ local: laidOut(local), sent: laidOut(body) }), [local, body]);
  const labels = useMemo(
    () => ({ local: t('assistant.leaving.local'), sent: t('assistant.leaving.sent') }),
    [t],
  );
  const lasts = kind === 'model' || kind === 'tool';
  const writes = kind === 'write';
  const box = useRef<HTMLElement>(null);
  // It is waited for, so it must be seen; the rest of the answer stays where it is.
  useEffect(() => {
    // Newer browsers give a promise for it, which React would take for what undoes this.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <section
      ref={box}
      className={classes['leaving']}
      aria-label={t(`assistant.leaving.title.${kind}`)}
    >
      <h3>{t(`assistant.leaving.title.${kind}`)}</h3>
      <p className={classes['facts']} role="status">
        {writes
          ? t('assistant.leaving.toCase', { provider, model })
          : t('assistant.leaving.to', {
              provider,
              model,
              host,
              size: size.toLocaleString('en'),
            })}{' '}
        {!writes && t('assistant.leaving.masked', { count: masked })}
      </p>
      {writes ? (
        <div className={classes['exact']}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
          <pre tabIndex={0}>{body}</pre>
        </div>
      ) : (
        <>
          <div className={classes['sides']}>
            <span>{labels.local}</span>
            <span>{labels.sent}</span>
          </div>
          <LeavingDiff {...sides} labels={labels} />
          <details className={classes['exact']}>
            <summary>{t('assistant.leaving.exact')}</summary>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
            <pre tabIndex={0}>{body}</pre>
          </details>
        </>
      )}
      <FailureNotice failure={error} />
      <Group gap={8}>
        {(lasts ? LASTING : ONCE).map((decision) => (
          <Button
            key={decision}
            size="compact-sm"
            {...(decision === 'once' ? {} : { variant: 'default' })}
            disabled={isPending}
            onClick={() => decide({ id, decision })}
          >
            {t(
              writes
                ? 'assistant.leaving.write'
                : lasts
                  ? `assistant.leaving.${decision}`
                  : 'assistant.leaving.approve',
            )}
          </Button>
        ))}
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          disabled={isPending}
          onClick={() => decide({ id, decision: 'refuse' })}
        >
          {t(writes ? 'assistant.leaving.doNotWrite' : 'assistant.leaving.refuse')}
        </Button>
      </Group>
    </section>
  );
}

/** JSON in lines, to be read; what is none as it is. The bytes themselves are shown beside it. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
