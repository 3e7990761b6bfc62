/** What the pipeline beside Nightshift is called in the local AWS. */
export const bare = {
  stack: 'bare-pipeline',
  function: 'bare-restart',
  stateMachine: 'bare-restart',
  alarmPrefix: 'bare-',
} as const;

export const bareHandlerFile = 'bench/reaction/bare-handler.ts';
export const bareApp = 'bench/reaction/bare-app.ts';
