import '@mantine/core/styles.css';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './app/theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startTexts } from './app/texts.ts';
import { ClientProvider, connectClient } from './client/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');

startTexts();
createRoot(root).render(
  <ClientProvider client={connectClient()}>
    <App />
  </ClientProvider>,
);
