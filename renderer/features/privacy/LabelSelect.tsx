import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LABELS, type Label } from '#shared/model/label.ts';
import { useAction } from '../../client/index.ts';

/** The label of the case. */
export function CaseLabel({ label }: { label: Label }) {
  const { t } = useTranslation();
  const { mutate: set } = useAction('privacy.setKeeping');
  return (
    <Select
      size="xs"
      label={t('privacy.caseLabel')}
      allowDeselect={false}
      value={label}
      onChange={(value) => {
        const chosen = LABELS.find((known) => known === value);
        if (chosen !== undefined) set({ label: chosen });
      }}
      data={LABELS.map((value) => ({ value, label: t(`privacy.labels.${value}`) }))}
    />
  );
}

interface SourceLabelProps {
  readonly source: { readonly id: number; readonly name: string };
  /** Null: it has none of its own. */
  readonly own: Label | null;
  readonly ofCase: Label;
}

const AS_CASE = 'case';

/** The label of a source: its own, or that of its case. */
export function SourceLabel({ source, own, ofCase }: SourceLabelProps) {
  const { t } = useTranslation();
  const { mutate: set } = useAction('privacy.labelSource');
  return (
    <Select
      size="xs"
      w={190}
      aria-label={t('privacy.labelOf', { name: source.name })}
      allowDeselect={false}
      value={own ?? AS_CASE}
      onChange={(value) =>
        set({ id: source.id, label: LABELS.find((known) => known === value) ?? null })
      }
      data={[
        { value: AS_CASE, label: t('privacy.asCase', { label: t(`privacy.labels.${ofCase}`) }) },
        ...LABELS.map((value) => ({ value, label: t(`privacy.labels.${value}`) })),
      ]}
    />
  );
}
