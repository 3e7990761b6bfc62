import type { EnvironmentSpec } from './environment.ts';

/** The account id of local emulators, which no real account has. */
export const emulatorAccount = '000000000000';

/** An environment in a local emulator of AWS. Not part of the public API: synth refuses it for any other account. */
export interface LocalEnvironmentSpec extends EnvironmentSpec {
  /**
   * Divides every duration of every runbook, and its actions' timeouts, after all checks have run with full durations, so a
   * local sandbox runs 15 minutes in one minute. @default 1
   */
  readonly divideTimeBy?: number;
}

/** Declares a local environment. */
export const defineLocalEnvironment = (environment: LocalEnvironmentSpec): LocalEnvironmentSpec =>
  environment;

/** The divisor of an environment's durations; 1 for a real one. */
export const timeDivisorOf = ({ divideTimeBy = 1 }: Partial<LocalEnvironmentSpec>): number => divideTimeBy;
