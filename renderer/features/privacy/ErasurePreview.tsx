import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { nameOf, type Source } from './case-privacy.ts';
import classes from './DataMapScreen.module.css';

type Preview = Output<'privacy.previewErasure'>;

/** What an erasure would take: counts, by source, and the lines as they are and as they would be. */
export function ErasurePreview({
  preview,
  sources,
}: {
  preview: Preview;
  sources: readonly Source[];
}) {
  const { t } = useTranslation();
  const { places, entries, remembered, examples } = preview;
  const originals = preview.sources.filter(({ original }) => original).length;
  const lines = preview.sources.reduce((sum, source) => sum + source.lines, 0);
  const counts = { places, entries: entries.length, originals, remembered };
  const kept = (['places', 'entries', 'originals', 'remembered'] as const).filter(
    (what) => counts[what] > 0,
  );
  const nameById = new Map(sources.map((source) => [source.id, nameOf(source)]));
  return (
    <section className={classes['form']} aria-label={t('privacy.preview')}>
      {kept.length === 0 && <p>{t('privacy.gone.nothing')}</p>}
      <ul className={classes['counts']}>
        {kept.map((what) => (
          <li key={what}>
            {t(`privacy.gone.${what}`, {
              count: counts[what],
              formatted: formatNumber(counts[what]),
            })}
          </li>
        ))}
      </ul>
      <ul className={classes['counts']}>
        {preview.sources.map((source) => (
          <li key={source.id}>
            <strong>{nameById.get(source.id)}</strong>{' '}
            {t('privacy.goneSource', {
              count: source.places,
              formatted: formatNumber(source.places),
              lines: formatNumber(source.lines),
            })}
            {source.original && ` · ${t('privacy.original')}`}
          </li>
        ))}
      </ul>
      {examples.length > 0 && (
        <>
          <h2 className={classes['title']}>{t('privacy.examples')}</h2>
          <ol className={classes['changes']}>
            {examples.map(({ sourceId, line, before, after }) => (
              <li key={`${sourceId} ${line}`}>
                <span className={classes['facts']}>
                  {nameById.get(sourceId)} · {t('privacy.line', { line: formatNumber(line) })}
                </span>
                <del>{before}</del>
                <ins>{after}</ins>
              </li>
            ))}
          </ol>
          {lines > examples.length && (
            <p className={classes['hint']}>
              {t('privacy.examplesMore', {
                count: examples.length,
                lines: formatNumber(lines),
              })}
            </p>
          )}
        </>
      )}
    </section>
  );
}
