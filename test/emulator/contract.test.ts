import { startEmpty } from '../../sandbox/emulator/alone.ts';
import { contractsOf } from './contracts.ts';

contractsOf({ name: 'MiniStack', start: startEmpty });
