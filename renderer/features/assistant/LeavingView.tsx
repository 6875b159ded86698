import { Button, Group } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeaveDecision } from '#shared/model/leaving.ts';
import classes from './AssistantScreen.module.css';
import type { Leaving } from './use-ask.ts';

const PSEUDONYM = /\b[a-z]+-[bcdfghjklmnpqrstvwxz]{12}(?:@masked\.example)?/g;

/** What should leave the machine, exactly as it will be sent, beside what it says here; and whether it may. */
export function LeavingView({
  leaving,
  onDecide,
}: {
  leaving: Leaving;
  onDecide(id: string, decision: LeaveDecision): void;
}) {
  const { t } = useTranslation();
  const { id, provider, model, host, size, body, local } = leaving;
  const masked = useMemo(() => new Set(body.match(PSEUDONYM) ?? []).size, [body]);
  return (
    <section className={classes['leaving']} aria-label={t('assistant.leaving.title')}>
      <h3>{t('assistant.leaving.title')}</h3>
      <p className={classes['facts']}>
        {t('assistant.leaving.to', { provider, model, host, size })}{' '}
        {t('assistant.leaving.masked', { count: masked })}
      </p>
      <div className={classes['sides']}>
        <figure>
          <figcaption>{t('assistant.leaving.sent')}</figcaption>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
          <pre tabIndex={0}>
            <Marked text={body} />
          </pre>
        </figure>
        <figure>
          <figcaption>{t('assistant.leaving.local')}</figcaption>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
          <pre tabIndex={0}>{local}</pre>
        </figure>
      </div>
      <Group gap={8}>
        <Button size="compact-sm" onClick={() => onDecide(id, 'once')}>
          {t('assistant.leaving.once')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onDecide(id, 'question')}>
          {t('assistant.leaving.question')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onDecide(id, 'case')}>
          {t('assistant.leaving.case')}
        </Button>
        <Button
          size="compact-sm"
          color="red"
          variant="light"
          onClick={() => onDecide(id, 'refuse')}
        >
          {t('assistant.leaving.refuse')}
        </Button>
      </Group>
    </section>
  );
}

/** A text whose pseudonyms are marked. */
function Marked({ text }: { text: string }) {
  const parts = useMemo(() => {
    const found: { readonly text: string; readonly masked: boolean }[] = [];
    let at = 0;
    for (const match of text.matchAll(PSEUDONYM)) {
      if (match.index > at) found.push({ text: text.slice(at, match.index), masked: false });
      found.push({ text: match[0], masked: true });
      at = match.index + match[0].length;
    }
    found.push({ text: text.slice(at), masked: false });
    return found;
  }, [text]);
  return parts.map((part, at) =>
    // oxlint-disable-next-line react/no-array-index-key -- the text does not change
    part.masked ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>,
  );
}
