import { leasedLambda } from '../../action/leased-lambda.ts';
import kit from './calls.ts';

export const handler = leasedLambda(kit);
