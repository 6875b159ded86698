import { Modal, TextInput, UnstyledButton } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParts } from '../ui/use-parts.ts';
import { useApp, type Command } from './app-store.ts';
import { PALETTE_KEYS, shortcutsInForce } from './shortcuts.ts';
import classes from './Palette.module.css';

/** The commands with the letters of a search in their order; first those that begin with it, then those that it stands in. */
export function commandsFor<T extends Pick<Command, 'title'>>(
  commands: readonly T[],
  search: string,
): T[] {
  const wanted = search.trim().toLowerCase();
  const ranks: T[][] = [[], [], []];
  const seen = new Set<string>();
  for (const command of commands) {
    const title = command.title.toLowerCase();
    if (seen.has(title) || !hasLetters(title, wanted)) continue;
    seen.add(title);
    ranks[title.startsWith(wanted) ? 0 : title.includes(wanted) ? 1 : 2]?.push(command);
  }
  return ranks.flat();
}

function hasLetters(title: string, wanted: string): boolean {
  let at = 0;
  for (const char of wanted) {
    if (char === ' ') continue;
    at = title.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** What keys do, that of the screen first; the palette's own key not. */
function keyCommands(): Command[] {
  return shortcutsInForce()
    .toReversed()
    .flatMap(({ scope, shortcuts }) =>
      shortcuts.map(({ keys, title, run }) => ({ id: `${scope}-${keys}`, title, keys, run })),
    )
    .filter(({ keys }) => keys !== PALETTE_KEYS);
}

/** Everything that can be done, found by typing. */
export function Palette() {
  const { t } = useTranslation();
  const { paletteOpen, setPalette, commands } = useApp(
    useParts('paletteOpen', 'setPalette', 'commands'),
  );
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    if (paletteOpen) {
      setSearch('');
      setChosen(0);
    }
  }, [paletteOpen]);
  const all = useMemo(
    () => (paletteOpen ? [...[...commands.values()].flat(), ...keyCommands()] : []),
    [commands, paletteOpen],
  );
  const found = commandsFor(all, search);
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
