import { contractsOf } from '#test/emulator/contracts';
import { startLocalStack } from './localstack.ts';

// It has no DynamoDB of its own.
contractsOf({ name: 'LocalStack', start: () => startLocalStack(), without: ['tables'] });
