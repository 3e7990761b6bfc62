import { workLambda } from '#action/work-lambda';
import kit from './calls.ts';

export const handler = workLambda(kit);
