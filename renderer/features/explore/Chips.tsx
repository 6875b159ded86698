import {
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeItem,
  chipsOf,
  moveItem,
  nestItem,
  queryOf,
  type ChipGroup,
  type ChipItem,
} from '#shared/query/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { useParts } from '../../ui/use-parts.ts';
import classes from './Chips.module.css';
import { useExplore, type TimeRange } from './explore-store.ts';

/** The conditions of the query as chips: off and on, negated, removed, nested by dropping one on another, moved between. */
export function Chips({ rangeText }: { rangeText: string | null }) {
  const { t } = useTranslation();
  const { query, setQuery, set } = useExplore(useParts('query', 'setQuery', 'set'));
  const [chips, setChips] = useState<ChipGroup | null>(() => chipsOf(query));
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(KeyboardSensor),
  );
  useEffect(() => {
    // Chips that are off are not in the query, so they stay only while the query is the one they make.
    setChips((known) =>
      known !== null && queryOf(known) === query.trim() ? known : chipsOf(query),
    );
  }, [query]);

  const apply = (next: ChipGroup): void => {
    setChips(next);
    setQuery(queryOf(next));
  };
  const onDragEnd = ({ active, over }: DragEndEvent): void => {
    if (chips === null || over === null) return;
    const [kind, id = ''] = String(over.id).split('|');
    if (kind === 'onto') apply(nestItem(chips, String(active.id), id));
    else apply(moveItem(chips, String(active.id), id === '' ? null : id));
  };

  if ((chips === null || chips.items.length === 0) && rangeText === null) return null;
  const clearRange: TimeRange = { fromUs: null, toUs: null };
  return (
    <DndContext sensors={sensors} onDragEnd={onDragEnd}>
      <div className={classes['chips']} role="group" aria-label={t('explore.chips.label')}>
        {rangeText !== null && (
          <span className={classes['chip']}>
            <span className={classes['text']}>{rangeText}</span>
            <UnstyledButton
              className={classes['act']}
              aria-label={t('explore.chips.clearRange')}
              onClick={() => set({ range: clearRange })}
            >
              ✕
            </UnstyledButton>
          </span>
        )}
        {chips !== null && <Group group={chips} outermost onChange={apply} all={chips} />}
      </div>
    </DndContext>
  );
}

/** Of a list of addresses or hashes so many are drawn: 3,000 took the page four seconds, and filled it. */
const MOST_CHIPS = 40;

interface GroupProps {
  readonly group: ChipGroup;
  readonly outermost: boolean;
  readonly all: ChipGroup;
  onChange(next: ChipGroup): void;
}

function Group({ group, outermost, all, onChange }: GroupProps) {
  const { t } = useTranslation();
  const toggle = (): void => {
    const operator = group.operator === 'and' ? 'or' : 'and';
    if (outermost) onChange({ ...group, operator });
    else
      onChange(
        changeItem(all, group.id, (item) => (item.type === 'group' ? { ...item, operator } : item)),
      );
  };
  const items = group.items.slice(0, MOST_CHIPS).map((item, index) => (
    <span key={item.id} className={classes['slot']}>
      {index > 0 && (
        <UnstyledButton
          className={classes['operator']}
          onClick={toggle}
          aria-label={t('explore.chips.switch')}
        >
          {group.operator === 'and' ? t('explore.chips.and') : t('explore.chips.or')}
        </UnstyledButton>
      )}
      {outermost && <Gap id={item.id} />}
      <Item item={item} all={all} onChange={onChange} />
    </span>
  ));
  return (
    <>
      {items}
      {group.items.length > MOST_CHIPS && (
        <span className={classes['more']}>
          {t('explore.chips.more', {
            operator: group.operator === 'and' ? t('explore.chips.and') : t('explore.chips.or'),
            formatted: formatNumber(group.items.length - MOST_CHIPS),
          })}
        </span>
      )}
      {outermost && group.items.length > 1 && <Gap id="" />}
    </>
  );
}

/** A place between chips to drop one. */
function Gap({ id }: { id: string }) {
  const { setNodeRef, isOver } = useDroppable({ id: `before|${id}` });
  return <span ref={setNodeRef} className={classes['gap']} data-over={isOver} />;
}

function Item({
  item,
  all,
  onChange,
}: {
  item: ChipItem;
  all: ChipGroup;
  onChange(next: ChipGroup): void;
}) {
  const { t } = useTranslation();
  const drag = useDraggable({ id: item.id });
  const drop = useDroppable({ id: `onto|${item.id}` });
  const change = (to: (item: ChipItem) => ChipItem | null) =>
    onChange(changeItem(all, item.id, to));
  const text = item.type === 'chip' ? item.text : t('explore.chips.group');
  return (
    <span
      ref={drop.setNodeRef}
      className={classes['chip']}
      data-on={item.on}
      data-negated={item.negated}
      data-over={drop.isOver && !drag.isDragging}
      style={
        drag.transform === null
          ? undefined
          : { transform: `translate(${drag.transform.x}px, ${drag.transform.y}px)`, zIndex: 10 }
      }
    >
      <UnstyledButton
        className={classes['act']}
        aria-pressed={item.on}
        aria-label={t(item.on ? 'explore.chips.turnOff' : 'explore.chips.turnOn', { text })}
        onClick={() => change((found) => ({ ...found, on: !found.on }))}
      >
        {item.on ? '●' : '○'}
      </UnstyledButton>
      {item.negated && <span className={classes['not']}>{t('explore.chips.not')}</span>}
      <span
        ref={drag.setNodeRef}
        className={classes['text']}
        {...drag.listeners}
        {...drag.attributes}
        aria-label={t('explore.chips.drag', { text })}
      >
        {item.type === 'chip' ? item.text : '( '}
      </span>
      {item.type === 'group' && (
        <>
          <Group group={item} outermost={false} all={all} onChange={onChange} /> )
        </>
      )}
      <UnstyledButton
        className={classes['act']}
        aria-label={t('explore.chips.negate', { text })}
        onClick={() => change((found) => ({ ...found, negated: !found.negated }))}
      >
        ¬
      </UnstyledButton>
      <UnstyledButton
        className={classes['act']}
        aria-label={t('explore.chips.remove', { text })}
        onClick={() => change(() => null)}
      >
        ✕
      </UnstyledButton>
    </span>
  );
}
