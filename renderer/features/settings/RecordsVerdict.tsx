import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import classes from './SettingsScreen.module.css';

type Records = Output<'journal.verify'>['records'];

/** Whether the records of the case are those that were taken in, and which are not; null: it could not be checked. */
export function RecordsVerdict({ records }: { records: Records }) {
  const { t } = useTranslation();
  if (records === null) return <p role="alert">{t('settings.records.unchecked')}</p>;
  const { faults, unsealed, originals } = records;
  const placeOf = ({ path, from, to }: { path: string; from: number; to: number }): string => {
    const source = path === '' ? t('settings.records.stray') : path;
    return to === 0 ? source : `${source}, ${t('settings.records.span', { from, to })}`;
  };
  return (
    <div role="status">
      {records.records + originals > 0 && (
        <p>
          {t('settings.records.sound', { count: records.records })}
          {originals > 0 && ` ${t('settings.records.originals', { count: originals })}`}
        </p>
      )}
      <SpanList
        title={t('settings.records.faults')}
        lines={faults.map((span) => [
          placeOf(span),
          t(`settings.records.fault.${span.fault}`, { of: span.of }),
        ])}
      />
      <SpanList
        title={t('settings.records.unsealed')}
        lines={unsealed.map((span) => [placeOf(span), t(`settings.records.reason.${span.reason}`)])}
      />
    </div>
  );
}

/** Spans of records and what is said of each; nothing when there are none. */
function SpanList({ title, lines }: { title: string; lines: [place: string, said: string][] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <table className={classes['entries']}>
        <tbody>
          {lines.map(([place, said]) => (
            <tr key={`${place} ${said}`}>
              <td>{place}</td>
              <td>{said}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
