import packageJson from '../package.json' with { type: 'json' };

/** Version of Error-IQ. */
export const VERSION: string = packageJson.version;
