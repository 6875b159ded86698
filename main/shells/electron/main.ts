import { startElectron } from './shell.ts';

void startElectron();
