import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, type Command } from './app-store.ts';
import classes from './Palette.module.css';

/** Whether the letters of a search stand in a title in their order. */
function fits(title: string, search: string): boolean {
  let at = 0;
  const lower = title.toLowerCase();
  for (const char of search.toLowerCase()) {
    if (char === ' ') continue;
    at = lower.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Everything that can be done, found by typing. */
export function Palette() {
  const { t } = useTranslation();
  const { paletteOpen, setPalette, commands } = useApp();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    if (paletteOpen) {
      setSearch('');
      setChosen(0);
    }
  }, [paletteOpen]);
  const found = useMemo(
    () => [...commands.values()].flat().filter((command) => fits(command.title, search)),
    [commands, search],
  );
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    setPalette(false);
    command.run();
  };
  const move = (by: number): void =>
    setChosen((at) => Math.max(0, Math.min(found.length - 1, at + by)));

  return (
    <Modal
      opened={paletteOpen}
      onClose={() => setPalette(false)}
      withCloseButton={false}
      // Opens at once: letters typed during a transition would go to the page and act there.
      transitionProps={{ duration: 0 }}
      size="lg"
      yOffset="12vh"
      padding={8}
      title={t('palette.open')}
    >
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={
          found[chosen] === undefined ? undefined : `palette-${found[chosen].id}`
        }
        aria-label={t('palette.placeholder')}
        placeholder={t('palette.placeholder')}
        value={search}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowUp') move(-1);
          else if (event.key === 'Enter') run(found[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <div
        role="listbox"
        id="palette-list"
        aria-label={t('palette.open')}
        className={classes['list']}
      >
        {found.map((command, index) => (
          <UnstyledButton
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            aria-selected={index === chosen}
            className={classes['option']}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            {command.keys !== undefined && <kbd>{command.keys}</kbd>}
          </UnstyledButton>
        ))}
        {found.length === 0 && <div className={classes['none']}>{t('palette.none')}</div>}
      </div>
    </Modal>
  );
}
