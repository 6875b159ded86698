import { useTranslation } from 'react-i18next';
import type { ContractFailure } from '../../client/index.ts';
import { ChangedNotice } from './ChangedNotice.tsx';

/** Says that somebody has given another role meanwhile, whose is for the caller to know. */
export function RoleChanged<Role extends string>({
  failure,
  wants,
  write,
  take,
}: {
  failure: ContractFailure | null;
  wants: { readonly role: Role } | null;
  write(now: Role): void;
  take(): void;
}) {
  const { t } = useTranslation();
  return (
    <ChangedNotice<{ role: Role }>
      failure={failure}
      wants={wants && { role: wants.role }}
      label={() => t('team.role')}
      show={(_part, role) => (typeof role === 'string' ? t(`team.roles.${role}`) : null)}
      write={(now) => write(now.role)}
      take={take}
    />
  );
}
