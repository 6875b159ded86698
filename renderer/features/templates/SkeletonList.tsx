import { Button, Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import classes from './TemplatesScreen.module.css';

const SHOWN = 200;

interface Props {
  readonly lines: Output<'templates.explain'>['lines'];
  readonly picked: ReadonlySet<number>;
  readonly busy: boolean;
  onPick(skeletonId: number, on: boolean): void;
  onSplit(): void;
}

/** The skeletons that a template was made of, to be picked for a template of their own. */
export function SkeletonList({ lines, picked, busy, onPick, onSplit }: Props) {
  const { t } = useTranslation();
  if (lines.length < 2) return null;
  const count = lines.filter(({ skeletonId }) => picked.has(skeletonId)).length;
  return (
    <>
      <div className={classes['slotHead']}>
        <h3>{t('templates.skeletonList')}</h3>
        <Button
          size="compact-xs"
          variant="default"
          disabled={busy || count === 0 || count === lines.length}
          onClick={onSplit}
        >
          {t('templates.split', { count })}
        </Button>
      </div>
      <ul className={classes['skeletons']}>
        {lines.slice(0, SHOWN).map(({ skeletonId, text, count: records }) => (
          <li key={skeletonId}>
            <Checkbox
              size="xs"
              checked={picked.has(skeletonId)}
              aria-label={t('templates.pickOne', { text })}
              onChange={(event) => onPick(skeletonId, event.currentTarget.checked)}
            />
            <code>{text}</code>
            <span className={classes['valueCount']}>{formatNumber(records)}</span>
          </li>
        ))}
      </ul>
      {lines.length > SHOWN && (
        <p className={classes['dim']}>{t('templates.more', { count: lines.length - SHOWN })}</p>
      )}
    </>
  );
}
