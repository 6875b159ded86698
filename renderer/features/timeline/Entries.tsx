import {
  DndContext,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { useTranslation } from 'react-i18next';
import { rankBetween } from '#shared/model/timeline.ts';
import { useAction } from '../../client/index.ts';
import { formatUs } from '../../ui/time.ts';
import { labelOf } from './Axis.tsx';
import type { Item } from './axis-lanes.ts';
import classes from './TimelineScreen.module.css';

interface Props {
  readonly items: readonly Item[];
  readonly zone: string;
  readonly chosen: string | null;
  onChoose(id: string): void;
}

/** The entries as a list. Those without a time can be put in another order, by dragging or with Alt and arrows. */
export function Entries({ items, zone, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const { mutate: place } = useAction('evidence.place');
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }));
  const dated = items.filter(({ fromUs }) => fromUs !== null);
  const undated = items.filter(({ fromUs }) => fromUs === null);
  /** Puts an entry where it is the `to`th of the others. */
  const put = (id: string, to: number): void => {
    const rest = undated.filter((item) => item.id !== id);
    const rank = rankBetween(rest[to - 1]?.rank ?? null, rest[to]?.rank ?? null);
    place({ id, rank });
  };
  return (
    <div className={classes['entries']}>
      <ul className={classes['list']} aria-label={t('timeline.dated')}>
        {dated.map((item) => (
          <li key={item.id}>
            <Entry item={item} zone={zone} chosen={item.id === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {undated.length > 0 && (
        <>
          <h3 className={classes['heading']}>{t('timeline.undated')}</h3>
          <p className={classes['hint']}>{t('timeline.undatedHint')}</p>
          <DndContext
            sensors={sensors}
            onDragEnd={({ active, over }) => {
              const to = undated.findIndex(({ id }) => id === over?.id);
              if (to >= 0 && active.id !== over?.id) put(String(active.id), to);
            }}
          >
            <ul className={classes['list']} aria-label={t('timeline.undated')}>
              {undated.map((item, at) => (
                <Movable key={item.id} id={item.id}>
                  <Entry
                    item={item}
                    zone={zone}
                    chosen={item.id === chosen}
                    onChoose={onChoose}
                    onMove={(by) => {
                      const to = at + by;
                      if (to >= 0 && to < undated.length) put(item.id, to);
                    }}
                  />
                </Movable>
              ))}
            </ul>
          </DndContext>
        </>
      )}
    </div>
  );
}

function Movable({ id, children }: { id: string; children: React.ReactNode }) {
  const drag = useDraggable({ id });
  const drop = useDroppable({ id });
  const { transform } = drag;
  return (
    <li
      ref={(element) => {
        drag.setNodeRef(element);
        drop.setNodeRef(element);
      }}
      className={drop.isOver ? classes['over'] : undefined}
      style={transform === null ? undefined : { transform: `translateY(${transform.y}px)` }}
      {...drag.listeners}
    >
      {children}
    </li>
  );
}

interface EntryProps {
  readonly item: Item;
  readonly zone: string;
  readonly chosen: boolean;
  onChoose(id: string): void;
  onMove?: (by: 1 | -1) => void;
}

function Entry({ item, zone, chosen, onChoose, onMove }: EntryProps) {
  const { t } = useTranslation();
  const gone = item.cited.some(({ standing }) => standing !== 'same');
  return (
    <button
      type="button"
      className={classes['entry']}
      aria-pressed={chosen}
      onClick={() => onChoose(item.id)}
      onKeyDown={(event) => {
        if (!event.altKey || onMove === undefined) return;
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        event.stopPropagation();
        onMove(event.key === 'ArrowUp' ? -1 : 1);
      }}
    >
      <span className={classes['dot']} data-kind={item.kind} aria-hidden="true" />
      <span className={classes['time']}>
        {item.fromUs === null ? '—' : formatUs(item.fromUs, zone)}
      </span>
      <span className={classes['sort']}>
        {t(
          item.kind === 'finding'
            ? `timeline.sorts.${item.sort ?? ''}`
            : `timeline.kinds.${item.kind}`,
        )}
      </span>
      <span className={classes['label']}>{labelOf(item, t)}</span>
      {item.tags.map((tag) => (
        <span key={tag} className={classes['tag']}>
          {tag}
        </span>
      ))}
      {gone && <span className={classes['warn']}>{t('timeline.notAsCited')}</span>}
    </button>
  );
}
