import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../../resources/locales/en.json' with { type: 'json' };

/** Loads the texts of the page. React escapes what it shows, so the texts need not be escaped again. */
export function startTexts(): void {
  void createInstance()
    .use(initReactI18next)
    .init({
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { translation: en } },
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}
