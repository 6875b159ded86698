import { Button, Group } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatUs } from '../../ui/time.ts';
import {
  lanesOf,
  moved,
  spanOf,
  stacked,
  ticksOf,
  zoomed,
  type Item,
  type Lane,
  type Span,
} from './axis-lanes.ts';
import classes from './TimelineScreen.module.css';

interface Props {
  readonly items: readonly Item[];
  readonly grouped: boolean;
  readonly zone: string;
  readonly chosen: string | null;
  onChoose(id: string): void;
}

const TICK_PX = 190;
/** Room that the words of a tick want; one nearer to the end has them on its other side. */
const LABEL_PX = 100;
const LINE_PX = 20;

/** Everything that has a time, on one axis; wheel and buttons zoom, dragging and arrows move. */
export function Axis({ items, grouped, zone, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize();
  const whole = spanOf(items);
  const [part, setPart] = useState<Span | null>(null);
  const key = whole === null ? '' : `${whole.fromUs} ${whole.toUs}`;
  useEffect(() => setPart(null), [key]);
  if (whole === null) return null;
  const span = part ?? whole;
  const place = (us: number): number => ((us - span.fromUs) / (span.toUs - span.fromUs)) * 100;
  const zoom = (factor: number, at = 0.5): void => setPart(zoomed(span, factor, at, whole));
  const fine = span.toUs - span.fromUs < 60_000_000;
  return (
    <section className={classes['axis']} aria-label={t('timeline.axis')}>
      <Group gap={4} className={classes['zoom']}>
        <Button size="compact-xs" variant="default" onClick={() => zoom(0.5)}>
          {t('timeline.zoomIn')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => zoom(2)}>
          {t('timeline.zoomOut')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setPart(moved(span, -0.5, whole))}
        >
          {t('timeline.earlier')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setPart(moved(span, 0.5, whole))}
        >
          {t('timeline.later')}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => setPart(null)}
          disabled={part === null}
        >
          {t('timeline.all')}
        </Button>
        <span className={classes['span']}>
          {formatUs(span.fromUs, zone, fine)} – {formatUs(span.toUs, zone, fine)}
        </span>
      </Group>
      <div
        ref={ref}
        className={classes['lanes']}
        data-named={grouped || undefined}
        onWheel={(event) => {
          // Names of lanes stand before the time, within the same box.
          const { left, width: box } = event.currentTarget.getBoundingClientRect();
          const at = (event.clientX - left - (box - width)) / width;
          zoom(event.deltaY > 0 ? 1.25 : 0.8, Math.max(0, Math.min(1, at)));
        }}
      >
        {lanesOf(items, grouped).map((lane) => (
          <LaneRow
            key={lane.name ?? ''}
            lane={lane}
            grouped={grouped}
            place={place}
            zone={zone}
            chosen={chosen}
            onChoose={onChoose}
          />
        ))}
        <div className={classes['ticks']} aria-hidden="true">
          {ticksOf(span, Math.max(2, width / TICK_PX)).map((us) => {
            const at = place(us);
            const isLast = ((100 - at) / 100) * width < LABEL_PX;
            return (
              <span
                key={us}
                data-last={isLast || undefined}
                style={isLast ? { insetInlineEnd: `${100 - at}%` } : { insetInlineStart: `${at}%` }}
              >
                {formatUs(us, zone, fine).slice(fine ? 11 : 5)}
              </span>
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface LaneProps extends Omit<Props, 'items'> {
  readonly lane: Lane;
  place(us: number): number;
}

function LaneRow({ lane, grouped, place, zone, chosen, onChoose }: LaneProps) {
  const { t } = useTranslation();
  const inSight = lane.items.flatMap((item) => {
    if (item.fromUs === null) return [];
    const from = place(item.fromUs);
    const to = place(item.toUs ?? item.fromUs);
    return to < 0 || from > 100 ? [] : [{ item, from: Math.max(0, from), to: Math.min(100, to) }];
  });
  const { lines, marks } = stacked(inSight);
  return (
    <div className={classes['lane']} style={{ blockSize: lines * LINE_PX + 8 }}>
      {grouped && <LaneName name={lane.name ?? t('timeline.noAsset')} />}
      {marks.map(({ item, from, to, line }) => {
        const title = `${formatUs(item.fromUs ?? 0, zone)} ${labelOf(item, t)}`;
        return (
          <button
            key={item.id}
            type="button"
            title={title}
            aria-label={title}
            aria-pressed={item.id === chosen}
            className={classes['mark']}
            data-kind={item.kind}
            style={{
              insetInlineStart: `${from}%`,
              inlineSize: `max(14px, ${to - from}%)`,
              insetBlockStart: line * LINE_PX + 7,
            }}
            onClick={() => onChoose(item.id)}
          />
        );
      })}
    </div>
  );
}

function LaneName({ name }: { name: string }) {
  return (
    <span className={classes['laneName']} title={name}>
      {name}
    </span>
  );
}

/** What an entry is called: its title, or which time of the incident it is. */
export function labelOf(item: Item, t: (key: string) => string): string {
  if (item.kind === 'time') return t(`timeline.sorts.${item.sort ?? ''}`);
  return item.title;
}
