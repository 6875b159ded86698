import { useTranslation } from 'react-i18next';
import { LongTable, rowProps } from '../../ui/LongTable.tsx';
import { formatNumber } from '../../ui/number.ts';
import { useTeamRelease } from '../../ui/use-team-release.ts';
import { RuleLevelMark } from './RuleLevelMark.tsx';
import type { RuleRow } from './rule-rows.ts';
import classes from './RulesScreen.module.css';

/** Height of a row, pixels. */
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
  const released = useTeamRelease();
  return (
    <LongTable
      rows={rows}
      rowHeight={ROW}
      at={at}
      empty={t('rules.nothing')}
      head={
        <>
          <th scope="col">{t('rules.level')}</th>
          <th scope="col">{t('rules.rule')}</th>
          <th scope="col" className={classes['wideOnly']}>
            {t('rules.techniques')}
          </th>
          <th scope="col" className={classes['number']}>
            {t('rules.hits')}
          </th>
        </>
      }
      renderRow={(row, position) => (
        <tr
          key={row.key}
          aria-selected={position === at}
          {...rowProps(position, ROW)}
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
              {row.own ? t('rules.own') : row.team ? released : row.pack}
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
      )}
    />
  );
}
