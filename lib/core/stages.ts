/** What the rest of the program knows about a stage. */
export interface StageDeclaration {
  /** The Lambda's description in the console. */
  readonly description: string;
  /** Lambda's timeout, in seconds; the workflow's Task allows a little more. */
  readonly timeoutSeconds: number;
  /** The register that its code loads, which includes the project's own actions or channels. @default - none */
  readonly reads?: 'actions' | 'channels';
  /** Multiple of the usual reserved concurrency. @default 1 */
  readonly reserves?: number;
}

/**
 * Every stage that runs as a Lambda, by its folder under `lambdas/`. The workflow, bundles, stacks and rehearsal read it.
 * lib/cdk/permissions.ts says what it may call, and a test holds that against its code.
 */
export const stageDeclarations = {
  // Every alarm goes through Admit, and in a mass failure every one goes through Page. With 20 executions each, 10,000 alarms
  // take a few minutes.
  admit: {
    description: 'Checks that acting is safe, and opens the incident.',
    timeoutSeconds: 30,
    reads: 'actions',
    reserves: 4,
  },
  verify: { description: 'Verifies the recovery by the alarm itself.', timeoutSeconds: 20 },
  // It also waits for pagers, up to half a minute: one slow channel should not use up all executions.
  page: { description: 'Asks a person to take over.', timeoutSeconds: 45, reads: 'channels', reserves: 4 },
  recover: { description: "Records an alarm's recovery and wakes what waits for it.", timeoutSeconds: 30 },
  resolve: {
    description: 'Closes pages whose alarm has gone OK after all, and adds lines to open ones.',
    timeoutSeconds: 45,
    reads: 'channels',
  },
  // A sweep has to end before the next one starts.
  sweep: {
    description: 'Pages what is past its deadline, releases its locks and writes its verdict.',
    timeoutSeconds: 50,
  },
  reconcile: { description: 'Admits firing alarms that have no incident.', timeoutSeconds: 50 },
  // A lost start has to be paged within half a minute, or the batch is tried again.
  'dead-letters': {
    description: 'Pages over the backup path what EventBridge could not deliver.',
    timeoutSeconds: 30,
  },
  notify: {
    description: "Hands notices on to their owner's channels.",
    timeoutSeconds: 45,
    reads: 'channels',
  },
  digest: { description: 'Tells each owner in the morning what happened in the night.', timeoutSeconds: 60 },
  // A dashboard waits for its widgets. An answer takes less than a second; if it takes longer than this, the table is
  // throttled.
  widget: {
    description: 'Shows incidents in the dashboard; reads the table and changes nothing.',
    timeoutSeconds: 15,
  },
  diagnose: {
    description:
      'Looks around beside an incident: what changed, what else is in ALARM, the newest errors. Changes nothing.',
    timeoutSeconds: 60,
  },
  drill: {
    description: 'Begins drills by chance, and judges the one under way. In no production environment.',
    timeoutSeconds: 55,
    reads: 'actions',
  },
  // It is public: a flood of requests can use up, and cost, no more than it reserves.
  answer: {
    description: 'Shows one incident to anyone with its link, and does what that person or a channel says.',
    timeoutSeconds: 20,
    reads: 'channels',
  },
  synthetic: {
    description: 'Sends a synthetic alarm on its way, and calls the heartbeat for one that was handled.',
    timeoutSeconds: 30,
  },
} as const satisfies Record<string, StageDeclaration>;

export type Stage = keyof typeof stageDeclarations;

export const stages = Object.keys(stageDeclarations) as readonly Stage[];

export const stageOf = (stage: Stage): StageDeclaration => stageDeclarations[stage];
