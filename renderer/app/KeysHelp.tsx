import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParts } from '../ui/use-parts.ts';
import { useApp } from './app-store.ts';
import classes from './KeysHelp.module.css';
import { shortcutsInForce } from './shortcuts.ts';

/** Every key that does something now. */
export function KeysHelp() {
  const { t } = useTranslation();
  const { keysOpen, setKeys } = useApp(useParts('keysOpen', 'setKeys'));
  return (
    <Modal
      opened={keysOpen}
      onClose={() => setKeys(false)}
      title={t('keys.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {keysOpen &&
        shortcutsInForce().map(({ scope, shortcuts }) => (
          <section key={scope}>
            <h3 className={classes['scope']}>{scope}</h3>
            <dl className={classes['list']}>
              {shortcuts.map(({ keys, title }) => (
                <div key={keys} className={classes['row']}>
                  <dt>
                    <kbd>{keys}</kbd>
                  </dt>
                  <dd>{title}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
    </Modal>
  );
}
