import { parentPort } from 'node:worker_threads';
import { serveOperations } from '../thread-call.ts';
import { createFormatOperations } from './format-operations.ts';

if (parentPort !== null) serveOperations(parentPort, createFormatOperations());
