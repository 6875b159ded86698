import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCompact, formatNumber } from '../../ui/number.ts';
import classes from './Facets.module.css';

/** A value of a facet. */
export interface FacetValue {
  readonly key: string;
  readonly shown: ReactNode;
  /** What a screen reader says of it. */
  readonly label: string;
  readonly count: number;
  /** Narrows to it, or leaves it out; null: no condition finds it. */
  readonly choose: ((exclude: boolean) => void) | null;
}

/** Values with their counts as bars: click narrows to one, Alt-click or the other button leaves it out. */
export function FacetValues({ values }: { values: readonly FacetValue[] }) {
  const { t } = useTranslation();
  const highest = Math.max(1, ...values.map(({ count }) => count));
  return values.map(({ key, shown, label, count, choose }) => (
    <UnstyledButton
      key={key}
      className={classes['value']}
      title={t('explore.facets.hint', { value: key })}
      aria-label={label}
      disabled={choose === null}
      onClick={(event) => choose?.(event.altKey)}
      onContextMenu={(event) => {
        event.preventDefault();
        choose?.(true);
      }}
    >
      <span className={classes['bar']} style={{ width: `${(count / highest) * 100}%` }} />
      <span className={classes['text']}>{shown}</span>
      <span className={classes['count']}>{formatCompact(count)}</span>
    </UnstyledButton>
  ));
}

/** Says of how many records counts were estimated, and offers to count all; nothing where all were counted. */
export function Estimated(props: { looked: number; of: number; onExact(): void }) {
  const { looked, of, onExact } = props;
  const { t } = useTranslation();
  if (looked >= of) return null;
  return (
    <div className={classes['note']}>
      {t('explore.facets.estimated', { looked: formatNumber(looked), of: formatNumber(of) })}{' '}
      <UnstyledButton className={classes['link']} onClick={onExact}>
        {t('explore.facets.exact')}
      </UnstyledButton>
    </div>
  );
}
