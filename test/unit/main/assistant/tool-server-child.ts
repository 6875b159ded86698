/* A server of another program over stdio, with what its environment holds of a credential as its description. */
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { toolServer } from './tool-server.ts';

const description = `token ${process.env['TICKET_TOKEN'] ?? 'none'}, ${process.env['ERROR_IQ_TEST'] ?? 'nothing'} else`;
serveStdio(() => toolServer({ description, says: 'fine', heard: [] }));
