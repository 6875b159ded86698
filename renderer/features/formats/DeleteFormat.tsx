import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { inForce } from '#shared/model/source.ts';
import { useAction, useCall } from '../../client/index.ts';
import { DialogForm } from '../../ui/DialogForm.tsx';
import { formatNumber } from '../../ui/number.ts';

interface Props {
  readonly format: Output<'formats.list'>['formats'][number];
  onClose(): void;
  onDeleted(): void;
}

/** So many sources are named. */
const NAMED = 3;

/** Asks before a format of one's own is deleted, and says what hangs on it. */
export function DeleteFormat({ format, onClose, onDeleted }: Props) {
  const { t } = useTranslation();
  const { id, title, file, replaces } = format;
  const { mutate, isPending, error } = useAction('formats.delete');
  const { data: state } = useCall('app.state', {});
  const inCase = state?.openCase !== null && state !== undefined;
  const { data } = useCall('sources.list', {}, { enabled: inCase });
  const read = (data?.sources ?? []).filter((source) => inForce(source.format) === id);
  const names = read.slice(0, NAMED).map(({ path }) => lastName(path));
  return (
    <DialogForm
      title={t('formats.deleteTitle', { title })}
      action={t('formats.delete')}
      cancel={t('formats.keep')}
      whole
      sending={isPending}
      failure={error}
      onSend={() => mutate({ id }, { onSuccess: onDeleted })}
      onClose={onClose}
    >
      <p>{t('formats.deleteText', { file })}</p>
      {replaces && <p>{t('formats.deleteReplacing', { id })}</p>}
      {read.length > 0 && (
        <p>
          {t('formats.deleteRead', {
            count: read.length,
            formatted: formatNumber(read.length),
            names: names.join(', ') + (read.length > NAMED ? ', …' : ''),
          })}
        </p>
      )}
    </DialogForm>
  );
}
