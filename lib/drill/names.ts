/** What the state machine is called that holds the faults of a runbook. No runbook's own is called so. */
export const faultMachineName = (environment: string, runbook: string): string =>
  `nightshift-${environment}_fault_${runbook}`;
