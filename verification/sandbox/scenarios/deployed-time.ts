import environment from '#environments/sandbox';

/** How long a time of a runbook is in the sandbox, in milliseconds. */
export const deployedTime = (seconds: number): number => (seconds * 1000) / (environment.divideTimeBy ?? 1);
