import { useTranslation } from 'react-i18next';
import { lastName } from '#shared/model/last-name.ts';
import { useAction } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { formatNumber } from '../../ui/number.ts';
import type { Source } from './source-groups.ts';

interface Props {
  readonly source: Source;
  onClose(): void;
}

/** Asks before a source is taken out of the case, with what goes and what stays: an original that is kept in the case is nowhere else. */
export function RemoveSource({ source, onClose }: Props) {
  const { t } = useTranslation();
  const { mutate, isPending, error } = useAction('sources.remove');
  const { id, path, records } = source;
  return (
    <DialogForm
      title={t('sources.removing.title', { name: lastName(path) })}
      action={t('sources.remove')}
      cancel={t('sources.removing.keep')}
      whole
      sending={isPending}
      failure={error}
      onSend={() => mutate({ id }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{t('sources.removing.goes', { count: records, formatted: formatNumber(records) })}</p>
      <p>{t('sources.removing.stays', { path })}</p>
    </DialogForm>
  );
}
