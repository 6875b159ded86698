// First, so that the connection is on its way while the rest is evaluated.
import { ClientProvider, pageClient } from './client/index.ts';
import '@mantine/core/styles.css';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './app/theme.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startTexts } from './app/texts.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root');

startTexts();
createRoot(root).render(
  <ClientProvider client={pageClient}>
    <App />
  </ClientProvider>,
);
