import { Button, Checkbox, Modal, MultiSelect, Radio, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import {
  EXPORT_FORMATS,
  EXPORT_ORDERS,
  fieldColumn,
  RECORD_COLUMNS,
  type ExportFormat,
  type ExportOrder,
} from '#shared/model/export.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useCall, useClient } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { useLeave } from '../privacy/use-leave.tsx';
import { useExports } from './export-store.ts';

interface Asked {
  readonly query: string;
  readonly range: { readonly fromUs: number | null; readonly toUs: number | null };
}

/** What there is to export. */
export interface Exportable {
  /** Zone that times are shown in. */
  readonly zone: string;
  readonly found: Asked & { readonly total: number };
  /** Rows that are selected, of what the table shows; null: none are. */
  readonly rows:
    | (Asked & { readonly order: 'asc' | 'desc'; readonly start: number; readonly count: number })
    | null;
  readonly pinned: number;
}

type Which = 'query' | 'rows' | 'pinned';
type Part = Pick<Input<'export.run'>, 'query' | 'fromUs' | 'toUs' | 'part'>;

/** Asks which records leave the case and as what, and lets them go. */
export function ExportDialog({ of, onClose }: { of: Exportable; onClose(): void }) {
  const { t } = useTranslation();
  const start = useStart(onClose);
  const busy = useExports(({ cancel }) => cancel !== null);
  // More than one row was selected on purpose: it is those that are meant.
  const [which, setWhich] = useState<Which>((of.rows?.count ?? 0) > 1 ? 'rows' : 'query');
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [order, setOrder] = useState<ExportOrder>('time');
  const [zone, setZone] = useState('UTC');
  const [columns, setColumns] = useState<string[]>([]);
  const [formulaSafe, setFormulaSafe] = useState(false);
  const leave = useLeave('export', null);
  const counts = { query: of.found.total, rows: of.rows?.count ?? 0, pinned: of.pinned };
  const labels = { query: 'export.found', rows: 'export.rows', pinned: 'export.pinned' } as const;
  const isTable = format === 'csv';
  const hasZone = format === 'csv' || format === 'jsonl';
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('export.title')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start({
            ...partOf(of, which),
            format,
            order,
            zone: hasZone ? zone : 'UTC',
            columns: isTable && columns.length > 0 ? columns : null,
            formulaSafe: isTable && formulaSafe,
            leave: leave.choice,
          });
        }}
      >
        <Stack gap="sm">
          <Radio.Group
            label={t('export.part')}
            value={which}
            onChange={(value) => setWhich(value === 'rows' || value === 'pinned' ? value : 'query')}
          >
            <Stack gap={4} mt={4}>
              {(['query', 'rows', 'pinned'] as const).map((value) => (
                <Radio
                  key={value}
                  size="xs"
                  value={value}
                  disabled={counts[value] === 0}
                  label={t(labels[value], { formatted: formatNumber(counts[value]) })}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Select
            label={t('export.format')}
            data-autofocus
            allowDeselect={false}
            value={format}
            onChange={(value) =>
              setFormat(EXPORT_FORMATS.find((known) => known === value) ?? 'csv')
            }
            data={EXPORT_FORMATS.map((value) => ({ value, label: t(`export.formats.${value}`) }))}
          />
          <Select
            label={t('export.order')}
            allowDeselect={false}
            value={order}
            onChange={(value) => setOrder(EXPORT_ORDERS.find((known) => known === value) ?? 'time')}
            data={EXPORT_ORDERS.map((value) => ({ value, label: t(`export.orders.${value}`) }))}
          />
          {hasZone && of.zone !== 'UTC' && (
            <Select
              label={t('export.zone')}
              allowDeselect={false}
              value={zone}
              onChange={(value) => setZone(value ?? 'UTC')}
              data={['UTC', of.zone]}
            />
          )}
          {isTable && (
            <>
              <Columns value={columns} onChange={setColumns} />
              <Checkbox
                size="xs"
                label={t('export.formulaSafe')}
                checked={formulaSafe}
                onChange={(event) => setFormulaSafe(event.currentTarget.checked)}
              />
            </>
          )}
          {leave.fields}
          <Text size="xs" c="dimmed">
            {t('export.warning')}
          </Text>
          <Button type="submit" disabled={busy || leave.refused || counts[which] === 0}>
            {t('export.start', { formatted: formatNumber(counts[which]) })}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

/** Columns in the order in which they are chosen. */
function Columns({ value, onChange }: { value: string[]; onChange(next: string[]): void }) {
  const { t } = useTranslation();
  const { data: fields } = useCall('explore.fields', {}, { keep: true });
  const taken = new Set<string>(RECORD_COLUMNS);
  const names = [...taken, ...(fields ?? []).map(({ name }) => fieldColumn(name, taken))];
  return (
    <MultiSelect
      label={t('export.columns')}
      description={t('export.columnsHint')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('export.allColumns') }}
      value={value}
      onChange={onChange}
      data={names}
      limit={200}
    />
  );
}

function partOf({ found, rows }: Exportable, which: Which): Part {
  if (which === 'rows' && rows !== null) {
    const { query, range, order, start, count } = rows;
    return { query, ...range, part: { by: 'rows', order, start, count } };
  }
  if (which === 'pinned') return { query: '', fromUs: null, toUs: null, part: { by: 'pinned' } };
  return { query: found.query, ...found.range, part: { by: 'query' } };
}

/** Starts an export and says how it ended. */
function useStart(onClose: () => void): (input: Input<'export.run'>) => Promise<void> {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const run = useExports((exports) => exports.run);
  return async (input) => {
    onClose();
    try {
      const { file, records, sha256 } = await run(client, input);
      const formatted = formatNumber(records);
      const text = t('export.done', { count: records, formatted, file, sha256 });
      notify({ kind: 'info', text });
    } catch (error) {
      if (!(error instanceof ContractFailure) || error.code === 'CANCELLED') return;
      notify({ kind: 'error', text: error.message, code: error.code });
    }
  };
}
