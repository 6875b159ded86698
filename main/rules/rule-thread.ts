import { parentPort } from 'node:worker_threads';
import { serveOperations } from '../thread-call.ts';
import { createRuleOperations } from './rule-operations.ts';

if (parentPort !== null) serveOperations(parentPort, createRuleOperations());
