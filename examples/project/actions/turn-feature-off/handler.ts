import { kitLambda } from 'nightshift/action';
import kit from './calls.ts';

/** The Lambda that Nightshift makes of the action. */
export const handler = kitLambda(kit);
