import { Checkbox, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SCOPES, type Scope } from '#shared/model/scope.ts';

/** Days that are offered as the life of a key. */
const DAYS = [7, 30, 90, 180, 365];

/** What a key is good for and for how long, as it is being chosen. */
export interface ChosenKey {
  readonly scopes: Scope[];
  readonly days: number;
}

/** Nothing, for three months. */
export const NO_KEY: ChosenKey = { scopes: [], days: 90 };

/** The fields by which a key is chosen. */
export function KeyFields({
  chosen,
  onChange,
}: {
  chosen: ChosenKey;
  onChange(chosen: ChosenKey): void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox.Group
        mt="sm"
        label={t('team.keys.goodFor')}
        value={chosen.scopes}
        onChange={(values) =>
          onChange({ ...chosen, scopes: SCOPES.filter((scope) => values.includes(scope)) })
        }
      >
        <Stack gap={8} mt={4}>
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              value={scope}
              label={scope}
              description={t(`team.keys.scope.${scope.replace(':', '-')}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <DaysSelect days={chosen.days} onChange={(days) => onChange({ ...chosen, days })} />
    </>
  );
}

function DaysSelect({ days, onChange }: { days: number; onChange(days: number): void }) {
  const { t } = useTranslation();
  return (
    <Select
      mt="sm"
      label={t('team.keys.endsAfter')}
      data={DAYS.map((count) => ({ value: String(count), label: t('team.keys.days', { count }) }))}
      value={String(days)}
      allowDeselect={false}
      onChange={(value) => onChange(Number(value))}
    />
  );
}

/** The life of a key that takes another's place: as long as that one, or days from now on. */
export function LifeSelect({
  days,
  onChange,
}: {
  days: number | null;
  onChange(days: number | null): void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      mt="sm"
      label={t('team.keys.newEnds')}
      data={[
        { value: '', label: t('team.keys.asBefore') },
        ...DAYS.map((count) => ({ value: String(count), label: t('team.keys.inDays', { count }) })),
      ]}
      value={days === null ? '' : String(days)}
      allowDeselect={false}
      onChange={(value) => onChange(value === '' || value === null ? null : Number(value))}
    />
  );
}
