import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PERSONAL_KINDS } from '#shared/model/personal-data.ts';
import { formatNumber } from '../../ui/number.ts';
import { nameOf, type DataMapRow, type Source } from './case-privacy.ts';
import classes from './DataMapScreen.module.css';

type Kind = DataMapRow['kind'];

interface Props {
  readonly rows: readonly DataMapRow[];
  readonly sources: readonly Source[];
  readonly chosen: DataMapRow | null;
  onChoose(row: DataMapRow): void;
}

/** A row a field of a source, a column a kind; a number opens the records behind it. */
export function DataMapTable({ rows, sources, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const kinds = PERSONAL_KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const bySource = Map.groupBy(rows, ({ sourceId }) => sourceId);
  return (
    <div className={classes['tableBox']} role="region" aria-label={t('privacy.table')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('privacy.source')}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col" className={classes['number']}>
                {t(`privacy.kinds.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        {sources.map((source) => {
          const own = bySource.get(source.id);
          return own === undefined ? null : (
            <SourceBody
              key={source.id}
              name={nameOf(source)}
              path={source.path}
              kinds={kinds}
              rows={own}
              chosen={chosen}
              onChoose={onChoose}
            />
          );
        })}
      </table>
    </div>
  );
}

interface BodyProps extends Omit<Props, 'sources'> {
  readonly name: string;
  readonly path: string;
  readonly kinds: readonly Kind[];
}

function SourceBody({ name, path, kinds, rows, chosen, onChoose }: BodyProps) {
  const { t } = useTranslation();
  const sumOf = (kind: Kind): number =>
    rows.reduce((sum, row) => sum + (row.kind === kind ? row.count : 0), 0);
  const byField = Map.groupBy(rows, ({ field }) => field);
  return (
    <tbody>
      <tr className={classes['sourceRow']}>
        <th scope="rowgroup" title={path}>
          {name}
        </th>
        {kinds.map((kind) => (
          <td key={kind} className={classes['number']}>
            {sumOf(kind) === 0 ? '' : formatNumber(sumOf(kind))}
          </td>
        ))}
      </tr>
      {[...byField].map(([field, cells]) => (
        <tr key={field}>
          <th scope="row" className={classes['field']}>
            {field === '' ? t('privacy.elsewhere') : field}
          </th>
          {kinds.map((kind) => {
            const cell = cells.find((row) => row.kind === kind);
            return (
              <td key={kind} className={classes['number']}>
                {cell !== undefined && (
                  <UnstyledButton
                    className={classes['cell']}
                    aria-pressed={isSame(cell, chosen)}
                    aria-label={t('privacy.cell', {
                      kind: t(`privacy.kinds.${kind}`),
                      field: field === '' ? t('privacy.elsewhere') : field,
                      source: name,
                      count: cell.count,
                    })}
                    onClick={() => onChoose(cell)}
                  >
                    {formatNumber(cell.count)}
                  </UnstyledButton>
                )}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}

const isSame = (a: DataMapRow, b: DataMapRow | null): boolean =>
  b !== null && a.sourceId === b.sourceId && a.field === b.field && a.kind === b.kind;
