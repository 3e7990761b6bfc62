import { workLambda } from '../../action/work-lambda.ts';
import kit from './calls.ts';

export const handler = workLambda(kit);
