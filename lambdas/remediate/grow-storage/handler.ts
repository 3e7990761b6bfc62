import { kitLambda } from '../../action/lambda.ts';
import kit from './calls.ts';

export const handler = kitLambda(kit);
