/** What the pipeline beside Nightshift is called in the local AWS. */
export const bare = {
  stack: 'bare-pipeline',
  function: 'bare-restart',
  stateMachine: 'bare-restart',
  alarmPrefix: 'bare-',
} as const;

export const bareHandlerFile = 'verification/bench/reaction/bare-handler.ts';
export const bareApp = 'verification/bench/reaction/bare-app.ts';
