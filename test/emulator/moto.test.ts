import { contractsOf } from './contracts.ts';
import { startMoto } from './moto.ts';

contractsOf({ name: 'moto', start: startMoto });
