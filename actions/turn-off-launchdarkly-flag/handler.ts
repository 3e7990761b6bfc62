import { leasedLambda } from '#action/leased-lambda';
import kit from './calls.ts';

export const handler = leasedLambda(kit);
