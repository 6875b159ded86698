/** How the app can look: as the system says, light, dark, or with more contrast. */
export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
