import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Erase } from './Erase.tsx';
import { Keeping } from './Keeping.tsx';
import { Leaving } from './Leaving.tsx';
import { PersonalData } from './PersonalData.tsx';
import classes from './DataMapScreen.module.css';

/** Personal data in the case: where it stands, what of it may leave, how long it is kept, and how it is taken out. */
export function DataMapScreen() {
  const { t } = useTranslation();
  const tab = useApp((app) => app.tabs['data-map'] ?? 'map');
  const showTab = useApp((app) => app.showTab);
  const { data: list, error: unlisted } = useCall('sources.list', {}, { keep: true });
  const { data: keeping, error: unkept } = useCall('privacy.keeping', {}, { keep: true });
  if (list === undefined || keeping === undefined) {
    return <FailureNotice failure={unlisted ?? unkept} />;
  }
  const { sources } = list;
  return (
    <Tabs
      value={tab}
      onChange={(chosen) => showTab('data-map', chosen ?? 'map')}
      keepMounted={false}
      classNames={{ root: classes['screen'] ?? '', panel: classes['panel'] ?? '' }}
    >
      <Tabs.List aria-label={t('privacy.tabsLabel')}>
        <Tabs.Tab value="map">{t('privacy.tabs.map')}</Tabs.Tab>
        <Tabs.Tab value="leaving">{t('privacy.tabs.leaving')}</Tabs.Tab>
        <Tabs.Tab value="keeping">{t('privacy.tabs.keeping')}</Tabs.Tab>
        <Tabs.Tab value="erase">{t('privacy.tabs.erase')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="map">
        <PersonalData sources={sources} />
      </Tabs.Panel>
      <Tabs.Panel value="leaving">
        <Leaving sources={sources} keeping={keeping} />
      </Tabs.Panel>
      <Tabs.Panel value="keeping">
        <Keeping keeping={keeping} />
      </Tabs.Panel>
      <Tabs.Panel value="erase">
        <Erase sources={sources} keeping={keeping} />
      </Tabs.Panel>
    </Tabs>
  );
}
