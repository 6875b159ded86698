import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { LevelMark } from '../../ui/LevelMark.tsx';
import classes from './FormatsScreen.module.css';

type Test = Output<'formats.test'>;

/** How each line reads with the format as it is now. */
export function Preview({
  test,
  chosen,
  onChoose,
}: {
  test: Test;
  chosen: number;
  onChoose(index: number): void;
}) {
  const { t } = useTranslation();
  const unread = test.lines.filter(({ as }) => as === 'unread').length;
  const records = test.lines.filter(({ as }) => as === 'record').length;
  const timeless = test.lines.filter(({ as, time }) => as === 'record' && time === null).length;
  return (
    <section aria-label={t('formats.preview')}>
      <p className={classes['dim']} role="status">
        {t('formats.previewCounts', { records, unread, lines: test.lines.length })}
        {timeless > 0 && ` ${t('formats.previewTimeless', { count: timeless })}`}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard */}
      <div className={classes['tableBox']} tabIndex={0}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('formats.columns.as')}</th>
              <th scope="col">{t('formats.parts.time')}</th>
              <th scope="col">{t('formats.parts.level')}</th>
              <th scope="col">{t('formats.parts.message')}</th>
              <th scope="col">{t('formats.columns.fields')}</th>
            </tr>
          </thead>
          <tbody>
            {test.lines.map((line, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- lines may repeat, and never move
              <tr key={index} data-as={line.as} aria-selected={index === chosen}>
                <th scope="row">
                  <button
                    type="button"
                    className={classes['choose']}
                    aria-label={t('formats.markThis', { number: index + 1 })}
                    onClick={() => onChoose(index)}
                  >
                    {t(`formats.as.${line.as}`)}
                  </button>
                </th>
                <td>{line.time}</td>
                <td>{line.as === 'record' && <LevelMark level={line.level} />}</td>
                <td className={classes['wide']}>
                  {line.as === 'record' ? line.message : line.line}
                </td>
                <td>
                  {Object.entries(line.fields).map(([name, value]) => (
                    <span key={name} className={classes['field']}>
                      <b>{name}</b> {String(value)}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
