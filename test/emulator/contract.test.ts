import { startEmpty } from '#verification/sandbox/emulator/alone';
import { contractsOf } from './contracts.ts';

contractsOf({ name: 'MiniStack', start: startEmpty });
