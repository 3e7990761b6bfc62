import { contractsOf } from './contracts.ts';
import { startMoto } from './moto.ts';

// Its server only records state machines; its interpreter is one of the judges (docs/judges.md).
contractsOf({ name: 'moto', start: startMoto, without: ['state machines'] });
