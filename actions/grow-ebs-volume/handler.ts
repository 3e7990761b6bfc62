import { kitLambda } from '#action/lambda';
import kit from './calls.ts';

export const handler = kitLambda(kit);
