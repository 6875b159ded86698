import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatNumber } from '../../ui/number.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { useRowsInSight } from '../../ui/use-rows-in-sight.ts';
import { commonestLevel, type Template, type TreeRow } from './template-tree.ts';
import classes from './TemplatesScreen.module.css';

/** Height of a row; fixed, so that only what is in sight need be drawn. */
const ROW = 44;

interface Props {
  readonly rows: readonly TreeRow[];
  /** Position of the chosen template; below 0: none. */
  readonly at: number;
  readonly selected: ReadonlySet<number>;
  onChoose(id: number): void;
  onSelect(id: number, on: boolean): void;
  onFold(branch: string): void;
}

/** Templates as a list or a tree; draws only the rows in sight. */
export function TemplateTree({ rows, at, selected, onChoose, onSelect, onFold }: Props) {
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
          </tr>
        </thead>
        <tbody>
          <Gap height={from * ROW} />
          {rows.slice(from, to).map((row, index) =>
            row.kind === 'branch' ? (
              <tr
                key={row.key}
                className={classes['branch']}
                style={{ blockSize: ROW }}
                aria-rowindex={from + index + 2}
              >
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
                        records: formatNumber(row.count),
                      })}
                    </span>
                  </button>
                </td>
              </tr>
            ) : (
              <Row
                key={row.key}
                template={row.template}
                position={from + index + 2}
                chosen={from + index === at}
                picked={selected.has(row.template.id)}
                onChoose={() => onChoose(row.template.id)}
                onPick={(on) => onSelect(row.template.id, on)}
              />
            ),
          )}
          <Gap height={(rows.length - to) * ROW} />
        </tbody>
      </table>
      {rows.length === 0 && <p className={classes['nothing']}>{t('templates.nothing')}</p>}
    </div>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return <tr aria-hidden="true" style={{ blockSize: height }} />;
}

interface RowProps {
  readonly template: Template;
  readonly position: number;
  readonly chosen: boolean;
  readonly picked: boolean;
  onChoose(): void;
  onPick(on: boolean): void;
}

function Row({ template, position, chosen, picked, onChoose, onPick }: RowProps) {
  const { t } = useTranslation();
  const { name, text, count, trend, skeletons, rules } = template;
  return (
    <tr
      className={classes['row']}
      style={{ blockSize: ROW }}
      aria-selected={chosen}
      aria-rowindex={position}
      onClick={onChoose}
    >
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
        </span>
      </th>
      <td className={classes['wideOnly']}>
        <Sparkline values={trend} label={t('templates.trend', { count: formatNumber(count) })} />
      </td>
      <td className={classes['number']}>{formatNumber(count)}</td>
    </tr>
  );
}
