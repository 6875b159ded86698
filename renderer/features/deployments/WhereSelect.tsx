import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Board } from './use-board.ts';

const EVERYWHERE = 'everywhere';

/** Chooses an environment, or all (null). */
export function WhereSelect({
  board,
  value,
  onChange,
}: {
  board: Board;
  value: string | null;
  onChange(environmentId: string | null): void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      mt="sm"
      label={t('deployments.holdUps.where')}
      data={[
        { value: EVERYWHERE, label: t('deployments.holdUps.everywhere') },
        ...board.environments.map(({ environmentId, name }) => ({
          value: environmentId,
          label: name,
        })),
      ]}
      value={value ?? EVERYWHERE}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen === EVERYWHERE ? null : chosen)}
    />
  );
}
