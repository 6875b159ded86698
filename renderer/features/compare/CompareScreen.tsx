import { Button, SegmentedControl, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { sideQuery, type Side } from '#shared/model/comparison.ts';
import { parseTimeValue } from '#shared/query/index.ts';
import { displayZone, useShortcuts } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatCompact, formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { showRecords } from '../hypotheses/show-records.ts';
import { useCompare } from './compare-store.ts';
import { ReadySides } from './ReadySides.tsx';
import classes from './CompareScreen.module.css';

type Comparison = Output<'compare.run'>;
type Difference = Comparison['differences'][number];

const KINDS = ['all', 'appeared', 'disappeared', 'grew', 'shrank'] as const;
type Kind = (typeof KINDS)[number];
const MOST_SHOWN = 200;

/** Two sets of records side by side: what is only in one, and what is more or less in the other. */
export function CompareScreen() {
  const { t } = useTranslation();
  const { sides } = useCompare();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  return (
    <div className={classes['screen']}>
      <Sides key={JSON.stringify(sides)} zone={zone} />
      {sides === null ? (
        <EmptyState title={t('compare.none')} text={t('compare.noneText')} />
      ) : (
        <Result a={sides.a} b={sides.b} />
      )}
    </div>
  );
}

function Sides({ zone }: { zone: string }) {
  const { t } = useTranslation();
  const { sides, compare } = useCompare();
  const [a, setA] = useState(draftOf(sides?.a, zone));
  const [b, setB] = useState(draftOf(sides?.b, zone));
  const sideA = sideOf(a, zone);
  const sideB = sideOf(b, zone);
  const run = (): void => compare(sideA, sideB);
  useShortcuts(t('rail.compare'), [
    { keys: 'S', title: t('compare.swap'), run: () => compare(sideB, sideA) },
  ]);
  return (
    <form
      className={classes['sides']}
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <SideFields name="A" draft={a} onChange={setA} />
      <SideFields name="B" draft={b} onChange={setB} />
      <div className={classes['buttons']}>
        <ReadySides b={sideB} zone={zone} />
        <Button type="submit" size="xs">
          {t('compare.run')}
        </Button>
        <Button size="xs" variant="default" onClick={() => compare(sideB, sideA)}>
          {t('compare.swap')}
        </Button>
      </div>
    </form>
  );
}

interface Draft {
  readonly query: string;
  readonly from: string;
  readonly to: string;
  readonly outside: boolean;
}

function draftOf(side: Side | undefined, zone: string): Draft {
  const text = (us: number | null | undefined): string =>
    us == null ? '' : formatUs(us, zone).replace(' ', 'T');
  return {
    query: side?.query ?? '',
    from: text(side?.fromUs),
    to: text(side?.toUs),
    outside: side?.outside ?? false,
  };
}

function sideOf({ query, from, to, outside }: Draft, zone: string): Side {
  const first = from.trim() === '' ? null : parseTimeValue(from.trim(), zone);
  const last = to.trim() === '' ? null : parseTimeValue(to.trim(), zone);
  return {
    query,
    fromUs: first?.fromUs ?? null,
    toUs: last === null ? null : last.toUs - 1,
    outside,
  };
}

function SideFields({
  name,
  draft,
  onChange,
}: {
  name: string;
  draft: Draft;
  onChange(draft: Draft): void;
}) {
  const { t } = useTranslation();
  return (
    <fieldset className={classes['side']}>
      <legend>{name}</legend>
      <TextInput
        size="xs"
        label={t('compare.query')}
        placeholder={t('compare.everything')}
        value={draft.query}
        onChange={(event) => onChange({ ...draft, query: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t('compare.from')}
        value={draft.from}
        onChange={(event) => onChange({ ...draft, from: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t('compare.to')}
        value={draft.to}
        onChange={(event) => onChange({ ...draft, to: event.currentTarget.value })}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('compare.where', { side: name })}
        value={draft.outside ? 'outside' : 'inside'}
        onChange={(value) => onChange({ ...draft, outside: value === 'outside' })}
        data={[
          { value: 'inside', label: t('compare.inside') },
          { value: 'outside', label: t('compare.outside') },
        ]}
      />
    </fieldset>
  );
}

function Result({ a, b }: { a: Side; b: Side }) {
  const { t } = useTranslation();
  const { data, error } = useCall('compare.run', { a, b }, { keep: true });
  const [kind, setKind] = useState<Kind>('all');
  if (error !== null) return <FailureNotice failure={error} />;
  if (data === undefined) return <p className={classes['note']}>{t('compare.counting')}</p>;
  const fits = ({ difference }: Difference): boolean => kind === 'all' || difference === kind;
  const what = data.differences.filter(fits);
  const fields = data.fields.filter(fits);
  return (
    <>
      <div className={classes['bar']}>
        <span>
          {t('compare.sizes', {
            a: formatNumber(data.a.records),
            b: formatNumber(data.b.records),
            seconds: data.seconds.toFixed(2),
          })}{' '}
          {t(data.measure === 'rate' ? 'compare.byRate' : 'compare.byShare')}
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('compare.filter')}
          value={kind}
          onChange={(value) => setKind(KINDS.find((known) => known === value) ?? 'all')}
          data={KINDS.map((value) => ({ value, label: t(`compare.kinds.${value}`) }))}
        />
      </div>
      {what.length + fields.length === 0 ? (
        <p className={classes['note']}>{t('compare.same')}</p>
      ) : (
        <div className={classes['columns']}>
          <Differences
            title={t('compare.whatDiffers')}
            list={what}
            sides={{ a, b }}
            measure={data.measure}
          />
          <Differences
            title={t('compare.fieldsDiffer', {
              a: formatNumber(data.sampleA),
              b: formatNumber(data.sampleB),
            })}
            list={fields}
            sides={{ a, b }}
            measure="share"
          />
        </div>
      )}
    </>
  );
}

function Differences({
  title,
  list,
  sides,
  measure,
}: {
  title: string;
  list: readonly Difference[];
  sides: { a: Side; b: Side };
  measure: Comparison['measure'];
}) {
  const { t } = useTranslation();
  const open = ({ query, difference }: Difference): void => {
    // Records that are no longer there are looked at where they were.
    const found = sideQuery(difference === 'disappeared' ? sides.a : sides.b);
    const both = found.query.trim() === '' ? query : `(${found.query}) AND ${query}`;
    showRecords(both, found.fromUs, found.toUs);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <section className={classes['list']} aria-label={title} tabIndex={0}>
      <h2>{title}</h2>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('compare.what')}</th>
            <th scope="col" className={classes['number']}>
              A
            </th>
            <th scope="col" className={classes['number']}>
              B
            </th>
            <th scope="col" className={classes['number']}>
              {t(measure === 'rate' ? 'compare.liftRate' : 'compare.liftShare')}
            </th>
            <th scope="col" className={classes['number']}>
              {t('compare.surprise')}
            </th>
          </tr>
        </thead>
        <tbody>
          {list.slice(0, MOST_SHOWN).map((one) => (
            <tr key={`${one.what} ${one.name} ${String(one.value)}`}>
              <td>
                <span className={classes['marked']}>
                  {one.level !== 'unknown' && <LevelMark level={one.level} word={false} />}
                  {one.what !== 'field' && (
                    <span className={classes['kind']}>{t(`compare.whats.${one.what}`)}</span>
                  )}
                  <UnstyledButton className={classes['link']} onClick={() => open(one)}>
                    {one.title}
                  </UnstyledButton>
                </span>
              </td>
              <td className={classes['number']}>{formatNumber(one.a)}</td>
              <td className={classes['number']}>{formatNumber(one.b)}</td>
              <td className={classes['number']}>{liftText(one, t)}</td>
              <td className={classes['number']}>
                <span
                  className={classes['surprise']}
                  style={{ inlineSize: Math.min(48, 6 * Math.log2(1 + one.surprise / 7)) }}
                  aria-hidden="true"
                />
                {formatNumber(Math.round(one.surprise))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function liftText({ difference, lift }: Difference, t: (key: string) => string): string {
  if (difference === 'appeared' || difference === 'disappeared') return t(`compare.${difference}`);
  if (lift === null) return '';
  // So much less is read more easily as so many times less.
  if (lift > 0 && lift < 0.01) return `÷ ${formatCompact(1 / lift)}`;
  return `× ${lift >= 100 ? formatNumber(Math.round(lift)) : lift.toPrecision(2)}`;
}
