import { timeDivisorOf } from '#define/local';
import environment from '#environments/sandbox';

/** A runbook duration as deployed in the sandbox, in milliseconds. */
export const deployedTime = (seconds: number): number => (seconds * 1000) / timeDivisorOf(environment);
