import type { ArgumentSpec, Options } from '../spec.ts';

/** Options of every command that talks to AWS. */
export const commonOptions = {
  environment: {
    value: 'NAME',
    help: 'the deployed environment',
    default: 'production',
    env: 'NIGHTSHIFT_ENVIRONMENT',
  },
  json: { help: 'print one line of JSON instead' },
} as const satisfies Options;

/** Options of every command that changes something: who does it, and why. */
export const changeOptions = {
  why: { value: 'TEXT', help: 'why, in a sentence; colleagues and pages read it', alias: 'reason' },
  by: { value: 'NAME', help: 'who (default: the user of this machine)' },
  ...commonOptions,
} as const satisfies Options;

/** The incident that a command is about. */
export const incidentArgument: ArgumentSpec = {
  name: 'INCIDENT',
  help: 'its id, any part of the id that no other has, the name of its alarm (its newest incident), or "last"',
};
