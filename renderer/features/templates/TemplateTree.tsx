import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { LongTable, rowProps } from '../../ui/LongTable.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { seenText } from './SeenBefore.tsx';
import { commonestLevel, type Template, type TreeRow } from './template-tree.ts';
import classes from './TemplatesScreen.module.css';

/** Height of a row, pixels. */
const ROW = 44;

interface Props {
  readonly rows: readonly TreeRow[];
  readonly zone: string;
  /** Position of the chosen template; below 0: none. */
  readonly at: number;
  readonly selected: ReadonlySet<number>;
  onChoose(id: number): void;
  onSelect(id: number, on: boolean): void;
  onFold(branch: string): void;
}

/** Templates as a list or a tree; draws only the rows in sight. */
export function TemplateTree({ rows, zone, at, selected, onChoose, onSelect, onFold }: Props) {
  const { t } = useTranslation();
  return (
    <LongTable
      rows={rows}
      rowHeight={ROW}
      at={at}
      empty={t('templates.nothing')}
      head={
        <>
          <th scope="col" className={classes['check']}>
            <span className={classes['hidden']}>{t('templates.pick')}</span>
          </th>
          <th scope="col">{t('templates.template')}</th>
          <th scope="col" className={classes['wideOnly']}>
            {t('templates.over')}
          </th>
          <th scope="col" className={classes['number']}>
            {t('templates.records')}
          </th>
        </>
      }
      renderRow={(row, position) =>
        row.kind === 'branch' ? (
          <tr key={row.key} className={classes['branch']} {...rowProps(position, ROW)}>
            <td colSpan={4}>
              <button
                type="button"
                className={classes['fold']}
                aria-expanded={row.open}
                onClick={() => onFold(row.key)}
              >
                <span aria-hidden="true">{row.open ? '▾' : '▸'}</span> {row.title}{' '}
                <span className={classes['dim']}>
                  {t('templates.branch', {
                    count: row.templates,
                    formatted: formatNumber(row.templates),
                    records: row.count,
                  })}
                </span>
              </button>
            </td>
          </tr>
        ) : (
          <Row
            key={row.key}
            template={row.template}
            zone={zone}
            position={position}
            chosen={position === at}
            picked={selected.has(row.template.id)}
            onChoose={() => onChoose(row.template.id)}
            onPick={(on) => onSelect(row.template.id, on)}
          />
        )
      }
    />
  );
}

interface RowProps {
  readonly template: Template;
  readonly zone: string;
  readonly position: number;
  readonly chosen: boolean;
  readonly picked: boolean;
  onChoose(): void;
  onPick(on: boolean): void;
}

function Row({ template, zone, position, chosen, picked, onChoose, onPick }: RowProps) {
  const { t } = useTranslation();
  const { name, text, count, trend, skeletons, rules, seen } = template;
  return (
    <tr aria-selected={chosen} {...rowProps(position, ROW)} onClick={onChoose}>
      <td className={classes['check']} onClick={(event) => event.stopPropagation()}>
        <Checkbox
          size="xs"
          checked={picked}
          aria-label={t('templates.pickOne', { text: name ?? text })}
          onChange={(event) => onPick(event.currentTarget.checked)}
        />
      </td>
      <th scope="row" className={classes['title']}>
        <button type="button" className={classes['titleButton']} title={text} onClick={onChoose}>
          <LevelMark level={commonestLevel(template)} word={false} />{' '}
          {name === null ? text : <strong>{name}</strong>}
        </button>
        <span className={classes['where']}>
          {name === null ? '' : `${text} · `}
          {t('templates.skeletons', { count: skeletons, formatted: formatNumber(skeletons) })}
          {rules.length > 0 && ` · ${t('templates.byHand')}`}
          {seen.length > 0 && ` · ${seenText(seen, zone, t)}`}
        </span>
      </th>
      <td className={classes['wideOnly']}>
        <Sparkline values={trend} label={t('templates.trend', { count })} />
      </td>
      <td className={classes['number']}>{formatNumber(count)}</td>
    </tr>
  );
}
