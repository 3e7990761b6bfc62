import type { EnvironmentSpec } from './environment.ts';

/** The account of local emulators of AWS, which no real account has. */
export const emulatorAccount = '000000000000';

/** An environment in a local emulator of AWS. No part of the public API: synth refuses it for every other account. */
export interface LocalEnvironmentSpec extends EnvironmentSpec {
  /**
   * Divides every duration of every runbook, and its actions' timeouts, after all checks were made at full length: a local sandbox
   * shows a quarter of an hour in a minute. @default 1
   */
  readonly divideTimeBy?: number;
}

/** Declares one. */
export const defineLocalEnvironment = (environment: LocalEnvironmentSpec): LocalEnvironmentSpec =>
  environment;

/** By what an environment divides time; 1 for each that serves anyone. */
export const timeDivisorOf = ({ divideTimeBy = 1 }: Partial<LocalEnvironmentSpec>): number => divideTimeBy;
