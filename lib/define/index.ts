export {
  byHand,
  type DrillSpec,
  type DrillsSpec,
  document,
  type FaultSpec,
  fis,
} from './drills.ts';
export { type Duration, days, hours, minutes, seconds } from './duration.ts';
export {
  type DigestSpec,
  defineEnvironment,
  type EnvironmentSpec,
  type Network,
  type OwnerSpec,
  type Subscription,
  secret,
} from './environment.ts';
export { fromAlarm, fromEnvironment, healthyHosts, metric } from './references.ts';
export { type AlarmSpec, defineRunbook, type RunbookSpec, type StepSpec, step } from './runbook.ts';
