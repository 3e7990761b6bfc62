/** The name of the state machine that holds a runbook's faults. No runbook's own state machine can have it. */
export const faultMachineName = (environment: string, runbook: string): string =>
  `nightshift-${environment}_fault_${runbook}`;
