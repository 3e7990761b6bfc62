/** Why a person can't run a step by hand as asked. Each completes "Not acting because …". */
export const handReasons = {
  'no-such-step': ({ runbook, step }: { runbook: string; step: number }) =>
    `runbook ${runbook} has no step ${step}`,
  'no-such-action': ({ action }: { action: string }) => `this deployment has no action "${action}"`,
  'too-many-values': ({ limit }: { limit: number }) =>
    `the runbook allows more than ${limit} combinations of values for it`,
  'not-a-target': ({ target, known }: { target: string; known: string }) =>
    `${target} is not one of its targets${known ? `: ${known}` : ' that the runbook allows'}`,
  'ambiguous-target': ({ target, meant }: { target: string; meant: string }) =>
    `${target} can mean more than one thing: ${meant || 'the runbook allows several values for it'}`,
  'target-changing': ({ tries }: { tries: number }) =>
    `another incident kept changing its target during ${tries} tries`,
};
