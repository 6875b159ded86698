import { Menu, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './SourcesPanel.module.css';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly detected: string;
  /** Asked when it is opened: there are 400 time zones, and any number of sources. */
  choices(): readonly { readonly value: string; readonly label: string }[];
  onChoose(value: string | null): void;
}

const SHOWN_CHOICES = 40;

/** A fact as it is in force; a click offers the others. */
export function Choice(props: Props) {
  const { label, text } = props;
  return (
    <Menu position="bottom-start" trapFocus>
      <Menu.Target>
        <UnstyledButton className={classes['choice']} aria-label={`${label}: ${text}`}>
          {text}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        <Offered {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Drawn while it is open. */
function Offered({ label, detected, choices, onChoose }: Props) {
  const [search, setSearch] = useState('');
  const found = choices().filter((choice) =>
    choice.label.toLowerCase().includes(search.toLowerCase()),
  );
  return (
    <>
      <TextInput
        size="xs"
        m={4}
        aria-label={label}
        placeholder={label}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <Menu.Item onClick={() => onChoose(null)}>{detected}</Menu.Item>
      <Menu.Divider />
      {found.slice(0, SHOWN_CHOICES).map((choice) => (
        <Menu.Item key={choice.value} onClick={() => onChoose(choice.value)}>
          {choice.label}
        </Menu.Item>
      ))}
    </>
  );
}
