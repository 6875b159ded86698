import { startFollowing } from './kept-answers.ts';
import { connectClient } from './client.ts';

/** The client of this page. Its connection is made and its first call sent while the page's other code is still read. */
export const pageClient = connectClient();

startFollowing(pageClient);
