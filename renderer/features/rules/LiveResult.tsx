import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { showRecord } from '../hypotheses/show-records.ts';
import classes from './RulesScreen.module.css';
import type { useLiveTest } from './use-live-test.ts';

interface Props {
  readonly live: ReturnType<typeof useLiveTest>;
  readonly inCase: boolean;
  readonly zone: string;
}

/** What the rule that is being written finds in the open case. */
export function LiveResult({ live, inCase, zone }: Props) {
  const { t } = useTranslation();
  const { check, test, testing, failure } = live;
  const query = check?.rules.find((rule) => rule.query !== null)?.query ?? null;
  return (
    <div className={classes['live']} aria-busy={testing}>
      <h3>{t('rules.live')}</h3>
      {!inCase && <p className={classes['dim']}>{t('rules.noCase')}</p>}
      {failure !== null && <p role="alert">{failure}</p>}
      {query !== null && <p className={classes['query']}>{query}</p>}
      {test !== null && test.found.length === 0 && <p role="status">{t('rules.findsNothing')}</p>}
      {test?.found.map((found) => (
        <div key={found.key}>
          <p role="status">
            <strong>
              {t(found.matches === null ? 'rules.finds' : 'rules.met', {
                count: found.count,
                formatted: formatNumber(found.count),
                title: found.title,
              })}
            </strong>
          </p>
          <table className={classes['rows']}>
            <tbody>
              {found.rows.map((row) => (
                <tr key={`${row.ref.sourceId} ${row.ref.ordinal}`}>
                  <td className={classes['time']}>
                    {row.time === null ? '—' : formatUs(row.time.us, zone)}
                  </td>
                  <td>
                    <LevelMark level={row.level} word={false} />
                  </td>
                  <td>
                    <button
                      type="button"
                      className={classes['rowText']}
                      title={`${row.source}:${row.line}`}
                      onClick={() => showRecord(row.ref)}
                    >
                      {row.message.split('\n', 1)[0]}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.records > found.rows.length && (
            <p className={classes['dim']}>
              {t('rules.moreRows', { formatted: formatNumber(found.records - found.rows.length) })}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
