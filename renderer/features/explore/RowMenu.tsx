import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecordRow } from '#shared/model/record.ts';
import { formatShift } from '#shared/model/shift.ts';
import { addCondition, fieldCondition, quoteValue } from '#shared/query/index.ts';
import { useClient } from '../../client/index.ts';
import { useParts } from '../../ui/use-parts.ts';
import { useExplore } from './explore-store.ts';
import { useCopy } from './use-copy.ts';
import { useFinding } from '../timeline/finding-store.ts';
import { useSameEvent } from './SameEvent.tsx';

export interface MenuAt {
  readonly row: RecordRow;
  readonly x: number;
  readonly y: number;
  /** Text that was selected when the menu was asked for. */
  readonly selection: string;
}

interface Props {
  readonly at: MenuAt | null;
  readonly sourceName: string;
  readonly pinned: boolean;
  onClose(): void;
  onPin(): void;
  onReference(): void;
}

/** What can be done with the record, or the text, under the pointer. */
export function RowMenu({ at, sourceName, pinned, onClose, onPin, onReference }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const copy = useCopy();
  const { query, fold, setQuery, addHighlight, set } = useExplore(
    useParts('query', 'fold', 'setQuery', 'addHighlight', 'set'),
  );
  const fitting = useSameEvent(at?.row ?? null);
  if (at === null) return null;
  const { row, selection } = at;
  const add = (condition: string, exclude: boolean): void =>
    setQuery(addCondition(query, condition, exclude));
  const copyOne = (text: string, masked: boolean): void =>
    copy({ text, records: 1, sourceIds: [row.ref.sourceId], masked });
  const copyRecord = async (as: 'raw' | 'json', masked: boolean): Promise<void> => {
    const detail = await client.call('explore.record', { ref: row.ref });
    copyOne(
      as === 'raw'
        ? detail.raw
        : JSON.stringify(
            {
              source: detail.source,
              line: row.line,
              level: row.level,
              message: detail.message,
              fields: Object.fromEntries(detail.fields.map(({ name, value }) => [name, value])),
            },
            null,
            2,
          ),
      masked,
    );
  };
  const shown = selection.length > 40 ? `${selection.slice(0, 40)}…` : selection;
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={260} trapFocus>
      <Menu.Target>
        <span style={{ position: 'fixed', left: at.x, top: at.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {selection !== '' && (
          <>
            <Menu.Label>“{shown}”</Menu.Label>
            <Menu.Item onClick={() => add(quoteValue(selection), false)}>
              {t('explore.act.in')}
            </Menu.Item>
            <Menu.Item onClick={() => add(quoteValue(selection), true)}>
              {t('explore.act.out')}
            </Menu.Item>
            <Menu.Item onClick={() => addHighlight(selection)}>
              {t('explore.act.highlight')}
            </Menu.Item>
            <Menu.Item onClick={() => copyOne(selection, false)}>{t('explore.act.copy')}</Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={() => add(`template:${row.templateId}`, false)}>
          {t('explore.act.onlyTemplate')}
        </Menu.Item>
        <Menu.Item onClick={() => add(`template:${row.templateId}`, true)}>
          {t('explore.act.withoutTemplate')}
        </Menu.Item>
        <Menu.Item onClick={() => add(fieldCondition('level', row.level), false)}>
          {t('explore.act.onlyLevel', { level: row.level })}
        </Menu.Item>
        <Menu.Item onClick={() => add(fieldCondition('source', sourceName), false)}>
          {t('explore.act.onlySource', { source: sourceName })}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void copyRecord('raw', false)}>
          {t('explore.act.copyLine')}
        </Menu.Item>
        <Menu.Item onClick={() => void copyRecord('raw', true)}>
          {t('explore.act.copyLineMasked')}
        </Menu.Item>
        <Menu.Item onClick={() => void copyRecord('json', false)}>
          {t('explore.act.copyJson')}
        </Menu.Item>
        <Menu.Item onClick={() => set({ exportOpen: true })} rightSection="Shift+X">
          {t('export.open')}
        </Menu.Item>
        <Menu.Item onClick={onPin} rightSection="m">
          {pinned ? t('explore.act.unpin') : t('explore.act.pin')}
        </Menu.Item>
        <Menu.Item
          onClick={() => {
            const title = (row.message.split('\n', 1)[0] ?? '').slice(0, 200);
            useFinding.getState().write({ refs: [row.ref], title });
          }}
          rightSection="Shift+M"
        >
          {t('timeline.makeFinding')}
        </Menu.Item>
        <Menu.Item onClick={onReference} rightSection="d">
          {t('explore.act.reference')}
        </Menu.Item>
        <Menu.Item onClick={() => set({ fold: !fold })} rightSection="r">
          {fold ? t('explore.fold.off') : t('explore.fold.on')}
        </Menu.Item>
        {row.time !== null && (
          <Menu.Item
            onClick={() => set({ sameEvent: { ref: row.ref, us: row.time?.us ?? 0, sourceName } })}
          >
            {t('explore.act.sameEvent')}
          </Menu.Item>
        )}
        {fitting !== null && (
          <Menu.Item onClick={fitting.apply}>
            {t('explore.act.isSameEvent', {
              name: fitting.sourceName,
              shift: formatShift(fitting.shiftUs),
            })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
