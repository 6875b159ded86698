export { createWipeDesk, type WipeDesk, type WipeNotice } from './wipe-desk.ts';
