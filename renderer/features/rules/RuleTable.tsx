import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/number.ts';
import { useRowsInSight } from '../../ui/use-rows-in-sight.ts';
import { RuleLevelMark } from './RuleLevelMark.tsx';
import type { RuleRow } from './rule-rows.ts';
import classes from './RulesScreen.module.css';

/** Height of a row; fixed, so that only what is in sight need be drawn. */
const ROW = 40;

interface Props {
  readonly rows: readonly RuleRow[];
  /** Position of the chosen rule; below 0: none. */
  readonly at: number;
  /** Whether the rules were run over the case. */
  readonly ran: boolean;
  onChoose(key: string): void;
}

/** The list of rules; draws only the rows in sight. */
export function RuleTable({ rows, at, ran, onChoose }: Props) {
  const { t } = useTranslation();
  const { box, from, to, onScroll } = useRowsInSight(rows.length, ROW, at);
  return (
    <div
      ref={box}
      className={classes['tableBox']}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <table className={classes['table']} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            <th scope="col">{t('rules.level')}</th>
            <th scope="col">{t('rules.rule')}</th>
            <th scope="col" className={classes['wideOnly']}>
              {t('rules.techniques')}
            </th>
            <th scope="col" className={classes['number']}>
              {t('rules.hits')}
            </th>
          </tr>
        </thead>
        <tbody>
          <Gap height={from * ROW} />
          {rows.slice(from, to).map((row, index) => (
            <tr
              key={row.key}
              aria-selected={from + index === at}
              aria-rowindex={from + index + 2}
              className={classes['row']}
              style={{ blockSize: ROW }}
              onClick={() => onChoose(row.key)}
            >
              <td>
                <RuleLevelMark level={row.level} />
              </td>
              <th scope="row" className={classes['title']}>
                <button
                  type="button"
                  className={classes['titleButton']}
                  title={row.title}
                  onClick={() => onChoose(row.key)}
                >
                  {row.title}
                </button>
                <span className={classes['where']}>
                  {row.own ? t('rules.own') : row.pack}
                  {row.logSource === '' ? ` · ${t('rules.correlation')}` : ` · ${row.logSource}`}
                  {row.notes > 0 && ` · ${t('rules.noteCount', { count: row.notes })}`}
                </span>
              </th>
              <td className={classes['wideOnly']}>
                <span className={classes['techniques']}>{row.techniques.join(' ')}</span>
              </td>
              <td className={classes['number']}>
                {row.hit === null ? (
                  <span className={classes['dim']}>{ran ? '0' : '—'}</span>
                ) : (
                  <strong>{formatNumber(row.hit.count)}</strong>
                )}
              </td>
            </tr>
          ))}
          <Gap height={(rows.length - to) * ROW} />
        </tbody>
      </table>
      {rows.length === 0 && <p className={classes['nothing']}>{t('rules.nothing')}</p>}
    </div>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" style={{ blockSize: height }} />;
}
