import { UnstyledButton } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import type { Template } from './template-tree.ts';
import classes from './TemplatesScreen.module.css';

/** In which earlier case a template was seen last, and when, in a few words. */
export function seenText(seen: Template['seen'], zone: string, t: TFunction): string {
  const [last, ...others] = seen;
  if (last === undefined) return '';
  const like = last.likeness === 'alike';
  const where =
    last.lastUs === null
      ? t(like ? 'templates.seen.likeIn' : 'templates.seen.in', { case: last.case })
      : t(like ? 'templates.seen.likeOn' : 'templates.seen.on', {
          case: last.case,
          day: formatUs(last.lastUs, zone).slice(0, 10),
        });
  if (others.length === 0) return where;
  return `${where} ${t('templates.seen.more', { count: others.length })}`;
}

/** The earlier cases in which a template stood, each a click away. */
export function SeenBefore({ seen, zone }: { seen: Template['seen']; zone: string }) {
  const { t } = useTranslation();
  const { mutate: open } = useAction('cases.open');
  if (seen.length === 0) return null;
  return (
    <section aria-label={t('templates.seen.title')}>
      <h3>{t('templates.seen.title')}</h3>
      <ul className={classes['reasons']}>
        {seen.map((one) => (
          <li key={one.path}>
            {t(`templates.seen.${one.likeness}`, {
              count: one.count,
              formatted: formatNumber(one.count),
              case: one.case,
              time: one.lastUs === null ? '—' : formatUs(one.lastUs, zone),
            })}{' '}
            <UnstyledButton
              className={classes['link']}
              onClick={() => open({ path: one.path, passphrase: null })}
            >
              {t('issues.remembered.open')}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
