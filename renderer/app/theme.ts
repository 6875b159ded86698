import { createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eaf1fd',
  '#d3e2fa',
  '#a6c5f4',
  '#7fb0ff',
  '#5590ea',
  '#3a7bdd',
  '#1f5fc4',
  '#1a52aa',
  '#154490',
  '#0f3677',
];

/** Mantine's red, but what buttons are filled with (6, and 7 under the pointer) is dark enough for white words: 5.6 to 1, was 3.3. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#c92a2a',
  '#b42525',
  '#e03131',
  '#c92a2a',
];

/** Mantine's greys in dark, lightest first: text, dim text, lines, surfaces. */
const dark: MantineColorsTuple = [
  '#e2e5ea',
  '#c1c7d0',
  '#9aa3b0',
  '#9aa3b0',
  '#3a414d',
  '#2c323c',
  '#1c2027',
  '#15181d',
  '#101216',
  '#0b0d10',
];

/** Mantine in our measure: 13 px, a 4 px grid, one accent, quick or no motion. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, dark, red },
  fontFamily: 'var(--font-ui)',
  fontFamilyMonospace: 'var(--font-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '18px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  defaultRadius: 4,
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, centered: true } },
    Menu: { defaultProps: { transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } },
  },
});
