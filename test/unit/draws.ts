/** Whether properties are tried as often as in a long run: `npm run test:long`. */
export const LONG = process.env['ERROR_IQ_LONG'] === '1';

/** How often a property is tried: `often` with every change, ten times that in a long run. */
export const draws = (often: number): number => (LONG ? 10 * often : often);
