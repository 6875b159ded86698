import { MultiSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { MODEL_TASKS } from '#shared/model/provider.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import classes from './ProviderSettings.module.css';
import type { Providers } from './listed-provider.ts';

/** Who is asked for each task: the first, and when that fails the next. */
export function RoutesForm({ data }: { data: Providers }) {
  const { t } = useTranslation();
  const set = useAction('providers.setRoutes');
  const ways = data.providers.flatMap(({ id, models }) =>
    models.map((model) => `${id}/${model.id}`),
  );
  return (
    <section aria-label={t('providers.routes')}>
      <h3 className={classes['heading']}>{t('providers.routes')}</h3>
      {MODEL_TASKS.map((task) => (
        <div key={task} className={classes['row']}>
          <span>{t(`providers.tasks.${task}`)}</span>
          <MultiSelect
            size="xs"
            className={classes['ways']}
            aria-label={t(`providers.tasks.${task}`)}
            placeholder={t('providers.builtIn')}
            data={ways}
            value={data.routes[task].map(({ provider, model }) => `${provider}/${model}`)}
            onChange={(chosen) => {
              const routes = chosen.map((way) => {
                const at = way.indexOf('/');
                return { provider: way.slice(0, at), model: way.slice(at + 1) };
              });
              set.mutate({ routes: { ...data.routes, [task]: routes } });
            }}
          />
        </div>
      ))}
      <FailureNotice failure={set.error} />
    </section>
  );
}
